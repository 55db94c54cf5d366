import { z } from 'zod';
import { anyValue, defineHelper, type LoopEntry } from '../define-helper.js';

export const each = defineHelper({
  name: 'each',
  role: 'loop',
  inline: false,
  label: 'Each',
  description:
    'Shows its content once for each item of a list. Inside, {{this}} is the item; {{@index}} counts from 0.',
  example: '{{#each event.items}}{{this.name}}{{else}}Nothing{{/each}}',
  parameters: z.strictObject({ items: anyValue }),
  run: ({ items }): readonly LoopEntry[] => {
    if (Array.isArray(items)) return items.map((item, index) => [index, item] as const);
    if (typeof items !== 'object' || items === null) return [];
    return Object.entries(items).filter(([, item]) => item !== undefined);
  },
});
