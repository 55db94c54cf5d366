import { defineErrors } from '../error-kinds.js';

export const ledgerCodes = defineErrors({
  'audience.not_found': { kind: 'not_found', meaning: 'No list at an advertising platform has this id.' },
  'webhook.not_found': { kind: 'not_found', meaning: 'No call of another program has this id.' },
  'message.not_found': { kind: 'not_found', meaning: 'No message has this id.' },
});
