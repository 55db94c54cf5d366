import { z } from 'zod';
import { isTruthy } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const ifHelper = defineHelper({
  name: 'if',
  role: 'test',
  inline: false,
  label: 'If',
  description: 'Shows its content when the value is there and neither false, 0, empty text nor empty list.',
  example: '{{#if contact.first_name}}Hello {{contact.first_name}}{{else}}Hello{{/if}}',
  parameters: z.strictObject({ value: anyValue, includeZero: z.boolean().optional() }),
  positional: ['value'],
  run: ({ value, includeZero }) => isTruthy(value) || (value === 0 && includeZero === true),
});
