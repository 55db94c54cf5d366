import { addWords } from '../../messages';
import { handling } from '../../messages/en/handling';

addWords({ handling });
