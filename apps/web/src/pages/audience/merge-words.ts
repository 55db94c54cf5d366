import { addWords } from '../../messages';
import { merge } from '../../messages/en/merge';

addWords({ merge });
