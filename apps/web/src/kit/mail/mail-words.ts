import { addWords } from '../../messages';
import { mailbox } from '../../messages/en/mailbox';

addWords({ mailbox });
