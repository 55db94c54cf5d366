import { defineErrors } from '../error-kinds.js';

export const ledgerCodes = defineErrors({
  'webhook.not_found': { kind: 'not_found', meaning: 'No call of another program has this id.' },
  'message.not_found': { kind: 'not_found', meaning: 'No message has this id.' },
});
