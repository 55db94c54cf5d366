import { addWords } from '../../messages';
import { transactional } from '../../messages/en/transactional';

addWords({ transactional });
