import { z } from 'zod';
import { isEqual } from '../compare.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const inHelper = defineHelper({
  name: 'in',
  role: 'test',
  label: 'In',
  description: 'Whether a value is one of those that follow; a list among them counts with all it holds.',
  example: '{{#if (in contact.country "GB" "IE")}}…{{/if}} or {{#if (in "vip" contact.tags)}}…{{/if}}',
  parameters: z.strictObject({ value: anyValue, values: z.array(anyValue).min(1) }),
  rest: true,
  run: ({ value, values }) => (values as readonly unknown[]).flat(1).some((one) => isEqual(value, one)),
});
