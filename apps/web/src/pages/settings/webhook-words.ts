import { addWords } from '../../messages';
import { webhooks } from '../../messages/en/webhooks';

addWords({ webhooks });
