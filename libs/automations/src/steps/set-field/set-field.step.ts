import { coerceValue, ContactActions, FieldCatalogue } from '#libs/contacts';
import { z } from 'zod';
import { fieldKey, nextStep } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

const fieldValue = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
  .meta({ title: 'Value', description: 'Empty (null) clears the field.' });

export const setField = defineStep({
  type: 'set_field',
  label: 'Set field',
  description: 'Gives a field of the contact a value, or clears it.',
  params: z.object({ field: fieldKey, value: fieldValue, next: nextStep }),
  edges: ['next'],
  changes: ({ field, value }) => [{ dimension: `field:${field}`, new: value }],
  refs: { field: 'field' },
  uses: { contacts: ContactActions, fields: FieldCatalogue },
  check: async ({ field, value }, { fields }) => {
    const all = await fields.load();
    const definition = all.get(field);
    if (!definition) return [];
    const result = coerceValue(definition, value, all);
    return 'problem' in result ? [{ path: 'value', message: result.problem }] : [];
  },
  run: async ({ field, value, next }, batch, { contacts }) => {
    await contacts.setField(batch.tx, field, value, batch.contactIds, { source: batch.source });
    return batch.allGo(next);
  },
});
