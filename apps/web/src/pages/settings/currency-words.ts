import { addWords } from '../../messages';
import { currencies } from '../../messages/en/currencies';

addWords({ currencies });
