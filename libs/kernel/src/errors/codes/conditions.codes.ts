import { defineErrors } from '../error-kinds.js';

export const conditionsCodes = defineErrors({
  'condition.invalid': {
    kind: 'invalid',
    meaning: 'The condition tree can not be used. Every wrong place is listed with its path.',
  },
});
