import { defineErrors } from '../error-kinds.js';

export const contactsCodes = defineErrors({
  'contact.not_found': { kind: 'not_found', meaning: 'No contact has this id or address. It may have been erased.' },
  'contact.merged': {
    kind: 'not_found',
    meaning: 'The contact was merged into another one. Its history is there: see merged_into.',
  },
  'contact.conflict': {
    kind: 'conflict',
    meaning: 'The email and the external id belong to two contacts. Merge them or send one of the two.',
  },
  'contact.invalid': { kind: 'invalid', meaning: 'The contact has values that are not acceptable. Each is listed.' },
  'merge.elsewhere': {
    kind: 'conflict',
    meaning: 'One of the two contacts was merged into another one already. Merge with that one, or undo that merge.',
  },
  'merge.not_found': { kind: 'not_found', meaning: 'The contact was not merged, or the merge has been undone.' },
  'merge.not_last': {
    kind: 'conflict',
    meaning: 'The kept contact was merged again since. Merges are undone in turn, the last one first.',
  },
  'merge.identity_taken': {
    kind: 'conflict',
    meaning:
      'An address or external id of the contact belongs to another contact by now. Everything else was given back.',
  },
  'consent.kept': {
    kind: 'conflict',
    meaning:
      'The contact has unsubscribed, bounced or complained. Only the contact, or a consent with source and lawful ' +
      'basis, changes that; everything else was written.',
  },
  'field.not_found': { kind: 'not_found', meaning: 'There is no field with this id or key.' },
  'field.exists': { kind: 'conflict', meaning: 'A field with this key exists already.' },
  'field.in_use': {
    kind: 'conflict',
    meaning: 'Segments, templates or automations use this field. Change them first.',
  },
  'tag.not_found': { kind: 'not_found', meaning: 'There is no tag with this id.' },
  'tag.exists': {
    kind: 'conflict',
    meaning: 'A tag with this name exists already; upper and lower case are the same.',
  },
  'contact.search_timeout': {
    kind: 'unavailable',
    meaning: 'Looking for contacts by this condition took longer than 30 s. Save it as a segment and list its members.',
  },
  'topic.not_found': { kind: 'not_found', meaning: 'There is no topic with this id or slug.' },
  'topic.exists': { kind: 'conflict', meaning: 'A topic with this slug exists already.' },
  'topic.reserved': { kind: 'conflict', meaning: 'The topics newsletter and tracking are part of Tidings and stay.' },
  'topic.in_use': { kind: 'conflict', meaning: 'Consents or campaigns refer to this topic. It can be renamed.' },
  'import.not_found': { kind: 'not_found', meaning: 'There is no import with this id.' },
  'import.not_csv': {
    kind: 'invalid',
    meaning: 'The file cannot be read as CSV. It needs a header line and text, unpacked.',
  },
  'import.too_large': {
    kind: 'too_large',
    meaning: 'The file is larger than 1 GiB, the most that an import takes. Split it.',
  },
  'import.no_space': { kind: 'unavailable', meaning: 'The disk of the data folder is full. Make room and try again.' },
  'import.row_unreadable': { kind: 'invalid', meaning: 'The line is not CSV with the columns of the header.' },
  'import.row_invalid': { kind: 'invalid', meaning: 'A cell of the row does not fit what its column becomes.' },
  'import.row_failed': { kind: 'invalid', meaning: 'The database refused the row.' },
  'import.over': { kind: 'conflict', meaning: 'The import is over already, so that it cannot be cancelled.' },
  'suppression.not_found': { kind: 'not_found', meaning: 'This address is not suppressed.' },
});
