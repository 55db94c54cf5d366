import { defineErrors } from '../error-kinds.js';

export const segmentsCodes = defineErrors({
  'segment.not_found': { kind: 'not_found', meaning: 'No segment has this id.' },
  'segment.archived': { kind: 'conflict', meaning: 'This segment is archived. Restore it, then change it.' },
  'segment.version_not_found': { kind: 'not_found', meaning: 'The segment has no such version.' },
  'segment.not_building': {
    kind: 'conflict',
    meaning: 'This segment is not being built, so there is nothing to stop.',
  },
  'segment.never_built': {
    kind: 'conflict',
    meaning:
      'This is the first build of the segment: there is no earlier condition to go back to. Archive or delete it.',
  },
  'segment.slug_taken': { kind: 'conflict', meaning: 'Another segment has this slug. Choose another one.' },
  'segment.slug_in_use': {
    kind: 'conflict',
    meaning: 'Templates name this segment by its slug, so it can not change. Take it out of them first.',
  },
  'segment.in_use': {
    kind: 'conflict',
    meaning: 'Other documents use this segment. Take it out of them first, then delete it.',
  },
  'segment.not_static': {
    kind: 'conflict',
    meaning: 'The members of this segment follow from its condition. Only a static segment is filled by hand.',
  },
  'segment.preview_timeout': {
    kind: 'unavailable',
    meaning: 'Counting took longer than 30 s. Ask for an estimate, or save the segment and read its count.',
  },
});
