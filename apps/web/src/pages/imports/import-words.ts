import { addWords } from '../../messages';
import { imports } from '../../messages/en/imports';

addWords({ imports });
