import { z } from 'zod';
import { defineHelper } from '../define-helper.js';

export const segment = defineHelper({
  name: 'segment',
  role: 'test',
  label: 'Segment',
  description:
    'Shows its content to contacts of a segment. {{else segment "…"}} goes on to the next, {{else}} to the rest.',
  example: '{{#segment "vip"}}For you{{else segment "new-customers"}}Welcome{{else}}Hello{{/segment}}',
  parameters: z.strictObject({ slug: z.string().min(1, 'is empty') }),
  literals: ['slug'],
  run: ({ slug }, { segments }) => segments.has(slug as string),
});
