import { z } from 'zod';
import { isEqual } from '../compare.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const ne = defineHelper({
  name: 'ne',
  role: 'test',
  label: 'Not equal',
  description: 'Whether two values say different things.',
  example: '{{#if (ne contact.country "GB")}}…{{/if}}',
  parameters: z.strictObject({ left: anyValue, right: anyValue }),
  run: ({ left, right }) => !isEqual(left, right),
});
