import { z } from 'zod';
import { compare } from '../compare.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const lt = defineHelper({
  name: 'lt',
  role: 'test',
  label: 'Less than',
  description: 'Whether the first number, text or date comes before the second. A missing value never does.',
  example: '{{#if (lt contact.points 100)}}…{{/if}}',
  parameters: z.strictObject({ left: anyValue, right: anyValue }),
  run: ({ left, right }) => (compare(left, right) ?? 0) < 0,
});
