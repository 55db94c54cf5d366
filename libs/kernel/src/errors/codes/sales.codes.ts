import { defineErrors } from '../error-kinds.js';

export const salesCodes = defineErrors({
  'alert.not_found': { kind: 'not_found', meaning: 'There is no alert or task with this id.' },
  'alert.claimed': { kind: 'conflict', meaning: 'Somebody else has taken it over. Ask them to assign it to you.' },
  'alert.done': { kind: 'conflict', meaning: 'It is done already and can not be changed.' },
  'alert.nobody': {
    kind: 'invalid',
    meaning: 'There is no such person, or the person is disabled or may only look. Name another.',
  },
});
