import { defineErrors } from '../error-kinds.js';

export const deliveryCodes = defineErrors({
  'link.invalid': {
    kind: 'not_found',
    meaning: 'The link is not one that Tidings made, or it was cut off on the way.',
  },
  'sender.missing': { kind: 'conflict', meaning: 'There is no sender yet. Add one under Settings → Senders.' },
  'sender.not_found': { kind: 'not_found', meaning: 'No sender has this id.' },
  'mail.address_invalid': {
    kind: 'invalid',
    meaning:
      'The address cannot stand in a mail. It needs a local part, an @ and a domain, without control characters.',
  },
  'mail.header_invalid': {
    kind: 'invalid',
    meaning: 'The header cannot be set: its name is no header name, or Tidings sets that header itself.',
  },
  'transport.unknown': {
    kind: 'invalid',
    meaning: 'There is no transport of this type. GET /registry/providers lists them.',
  },
  'mailbox_mail.not_found': {
    kind: 'not_found',
    meaning: 'The built-in mailbox has no mail with this id. It keeps the newest 50,000.',
  },
});
