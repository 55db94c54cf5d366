import { z } from 'zod';
import { compare } from '../compare.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const gt = defineHelper({
  name: 'gt',
  role: 'test',
  label: 'Greater than',
  description: 'Whether the first number, text or date comes after the second. A missing value never does.',
  example: '{{#if (gt contact.points 100)}}…{{/if}}',
  parameters: z.strictObject({ left: anyValue, right: anyValue }),
  run: ({ left, right }) => (compare(left, right) ?? 0) > 0,
});
