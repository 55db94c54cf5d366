import { defineErrors } from '../error-kinds.js';

export const contactsCodes = defineErrors({
  'contact.not_found': { kind: 'not_found', meaning: 'No contact has this id or address. It may have been erased.' },
  'contact.conflict': {
    kind: 'conflict',
    meaning: 'The email and the external id belong to two contacts. Merge them or send one of the two.',
  },
});
