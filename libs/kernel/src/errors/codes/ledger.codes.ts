import { defineErrors } from '../error-kinds.js';

export const ledgerCodes = defineErrors({
  'audience.not_found': { kind: 'not_found', meaning: 'No list at an advertising platform has this id.' },
  'webhook.not_found': { kind: 'not_found', meaning: 'No call of another program has this id.' },
  'webhook.endpoint_not_found': { kind: 'not_found', meaning: 'No webhook endpoint has this id.' },
  'webhook.endpoint_in_use': {
    kind: 'conflict',
    meaning: 'Automations call this endpoint. Take it out of them first.',
  },
  'webhook.endpoint_off': { kind: 'conflict', meaning: 'The endpoint is turned off or removed: turn it on first.' },
  'tracking.rejudging': {
    kind: 'conflict',
    meaning: 'Opens and clicks are being judged again already. Wait until that is done.',
  },
  'message.not_found': { kind: 'not_found', meaning: 'No message has this id.' },
  'message_copy.not_found': { kind: 'not_found', meaning: 'No copy of this mail is kept.' },
});
