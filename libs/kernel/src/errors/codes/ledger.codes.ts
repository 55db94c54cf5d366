import { defineErrors } from '../error-kinds.js';

export const ledgerCodes = defineErrors({
  'message.not_found': { kind: 'not_found', meaning: 'No message has this id.' },
});
