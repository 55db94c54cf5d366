import { defineErrors } from '../error-kinds.js';

export const deliveryCodes = defineErrors({
  'link.invalid': {
    kind: 'not_found',
    meaning: 'The link is not one that Tidings made, or it was cut off on the way.',
  },
  'sender.missing': { kind: 'conflict', meaning: 'There is no sender yet. Add one under Settings → Senders.' },
  'sender.key_not_published': {
    kind: 'conflict',
    meaning: 'The record of the next key is not in the DNS yet. Publish it, wait until it can be found, and try again.',
  },
  'sender.not_slowed': { kind: 'not_found', meaning: 'Mail to this domain is not slowed down, or not any more.' },
  'sender.in_use': {
    kind: 'conflict',
    meaning: 'Automations send under this sender. Choose another one in them first, and publish them.',
  },
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
  'hook.unknown': {
    kind: 'not_found',
    meaning: 'No provider of this name reports here. Add it under Settings → Returned mail.',
  },
  'hook.refused': {
    kind: 'unauthenticated',
    meaning: 'The report is not signed as its provider signs, or its signature is too old.',
  },
  'hook.replayed': {
    kind: 'conflict',
    meaning: 'The same signed report was taken before. It changes nothing a second time.',
  },
  'return_source.not_found': { kind: 'not_found', meaning: 'No source of returned mail has this id.' },
  'return_source.unknown': {
    kind: 'invalid',
    meaning: 'There is no source of returned mail of this type. GET /registry/providers lists them.',
  },
  'returned_mail.not_found': {
    kind: 'not_found',
    meaning: 'No returned mail has this id. They are kept for 90 days.',
  },
  'mailbox_mail.not_found': {
    kind: 'not_found',
    meaning: 'The built-in mailbox has no mail with this id. It keeps the newest 50,000.',
  },
});
