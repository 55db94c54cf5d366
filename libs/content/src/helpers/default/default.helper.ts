import { z } from 'zod';
import { isMissing } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

export const fallback = defineHelper({
  name: 'default',
  label: 'Fallback',
  description: 'The first value that is there; an empty text counts as missing.',
  example: '{{default contact.first_name "friend"}}',
  parameters: z.strictObject({ value: anyValue, fallbacks: z.array(anyValue).min(1) }),
  rest: true,
  blank: 'all',
  run: ({ value, fallbacks }) => [value, ...(fallbacks as readonly unknown[])].find((one) => !isMissing(one)),
});
