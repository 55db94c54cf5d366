import { addWords } from '../../messages';
import { pace } from '../../messages/en/pace';

addWords({ pace });
