import { z } from 'zod';
import { isTruthy } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const or = defineHelper({
  name: 'or',
  role: 'test',
  label: 'Or',
  description: 'Whether at least one value is there and not false.',
  example: '{{#if (or contact.phone contact.email)}}…{{/if}}',
  parameters: z.strictObject({ values: z.array(anyValue).min(2) }),
  rest: true,
  run: ({ values }) => (values as readonly unknown[]).some(isTruthy),
});
