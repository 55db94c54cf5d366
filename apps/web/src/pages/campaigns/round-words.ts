import { addWords } from '../../messages';
import { rounds } from '../../messages/en/rounds';

addWords({ rounds });
