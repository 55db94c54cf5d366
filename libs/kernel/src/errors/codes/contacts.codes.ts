import { defineErrors } from '../error-kinds.js';

export const contactsCodes = defineErrors({
  'contact.not_found': { kind: 'not_found', meaning: 'No contact has this id or address. It may have been erased.' },
  'contact.conflict': {
    kind: 'conflict',
    meaning: 'The email and the external id belong to two contacts. Merge them or send one of the two.',
  },
  'contact.invalid': { kind: 'invalid', meaning: 'The contact has values that are not acceptable. Each is listed.' },
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
  'topic.not_found': { kind: 'not_found', meaning: 'There is no topic with this id or slug.' },
  'topic.exists': { kind: 'conflict', meaning: 'A topic with this slug exists already.' },
  'topic.reserved': { kind: 'conflict', meaning: 'The topics newsletter and tracking are part of Tidings and stay.' },
  'topic.in_use': { kind: 'conflict', meaning: 'Consents or campaigns refer to this topic. It can be renamed.' },
  'suppression.not_found': { kind: 'not_found', meaning: 'This address is not suppressed.' },
});
