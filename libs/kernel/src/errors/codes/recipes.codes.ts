import { defineErrors } from '../error-kinds.js';

export const recipesCodes = defineErrors({
  'recipe.not_found': { kind: 'not_found', meaning: 'There is no recipe of this name.' },
  'recipe.invalid': {
    kind: 'invalid',
    meaning: 'The recipe can not be used with these answers. Each problem is listed with its path.',
  },
  'recipe.slow': {
    kind: 'unavailable',
    meaning: 'There are too many past carts to look at now. Try again in a moment, or choose without them.',
  },
});
