import { addWords } from '../../messages';
import { ownFields } from '../../messages/en/own-fields';

addWords({ ownFields });
