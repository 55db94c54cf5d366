import { z } from 'zod';
import { isTruthy } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const and = defineHelper({
  name: 'and',
  role: 'test',
  label: 'And',
  description: 'Whether all values are there and none is false.',
  example: '{{#if (and contact.phone (eq contact.country "GB"))}}…{{/if}}',
  parameters: z.strictObject({ values: z.array(anyValue).min(2) }),
  rest: true,
  run: ({ values }) => (values as readonly unknown[]).every(isTruthy),
});
