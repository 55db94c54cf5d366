import { addWords } from '../../messages';
import { templates } from '../../messages/en/templates';

addWords({ templates });
