import { z } from 'zod';
import { isEqual } from '../compare.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const eq = defineHelper({
  name: 'eq',
  role: 'test',
  label: 'Equal',
  description: 'Whether two values say the same.',
  example: '{{#if (eq contact.country "GB")}}…{{/if}}',
  parameters: z.strictObject({ left: anyValue, right: anyValue }),
  run: ({ left, right }) => isEqual(left, right),
});
