import { z } from 'zod';
import { isTruthy } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const unless = defineHelper({
  name: 'unless',
  role: 'test',
  inline: false,
  label: 'Unless',
  description: 'Shows its content when the value is missing, false, 0, an empty text or an empty list.',
  example: '{{#unless contact.phone}}Tell us your number{{/unless}}',
  parameters: z.strictObject({ value: anyValue, includeZero: z.boolean().optional() }),
  positional: ['value'],
  run: ({ value, includeZero }) => !isTruthy(value) && !(value === 0 && includeZero === true),
});
