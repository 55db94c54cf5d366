import { defineErrors } from '../error-kinds.js';

export const contentCodes = defineErrors({
  'template.not_found': { kind: 'not_found', meaning: 'No template has this id. It may have been deleted.' },
  'template.invalid': {
    kind: 'invalid',
    meaning: 'The template cannot be used as it is. Each problem is listed with its line and column.',
  },
  'template.in_use': {
    kind: 'conflict',
    meaning: 'Automations or campaigns that are yet to begin send this template. Take it out of them first.',
  },
  'template.not_published': {
    kind: 'conflict',
    meaning: 'The template has no published version yet. Repair its problems and publish it.',
  },
  'template.output_too_large': {
    kind: 'invalid',
    meaning: 'Rendering this mail was cut off because it grew too large. Look at the loops of the template.',
  },
});
