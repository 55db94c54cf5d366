import { addWords } from '../../messages';
import { people } from '../../messages/en/people';

addWords({ people });
