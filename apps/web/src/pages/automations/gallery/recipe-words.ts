import { addWords } from '../../../messages';
import { recipes } from '../../../messages/en/recipes';

addWords({ recipes });
