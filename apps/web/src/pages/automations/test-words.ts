import { addWords } from '../../messages';
import { testContacts } from '../../messages/en/test-contacts';

addWords({ testContacts });
