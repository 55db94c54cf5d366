import { defineErrors } from '../error-kinds.js';

export const deliveryCodes = defineErrors({
  'mail.address_invalid': {
    kind: 'invalid',
    meaning:
      'The address cannot stand in a mail. It needs a local part, an @ and a domain, without control characters.',
  },
  'mail.header_invalid': {
    kind: 'invalid',
    meaning: 'The header cannot be set: its name is no header name, or Tidings sets that header itself.',
  },
  'mailbox_mail.not_found': {
    kind: 'not_found',
    meaning: 'The built-in mailbox has no mail with this id. It keeps the newest 50,000.',
  },
});
