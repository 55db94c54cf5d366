import { z } from 'zod';
import { isTruthy } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const not = defineHelper({
  name: 'not',
  role: 'test',
  label: 'Not',
  description: 'Whether a value is missing or false.',
  example: '{{#if (not contact.phone)}}…{{/if}}',
  parameters: z.strictObject({ value: anyValue }),
  run: ({ value }) => !isTruthy(value),
});
