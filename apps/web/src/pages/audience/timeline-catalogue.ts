import { addWords } from '../../messages';
import { timeline } from '../../messages/en/timeline';

addWords({ timeline });
