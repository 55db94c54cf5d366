import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { fieldKey } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';

const plainValue = z.union([z.string(), z.number(), z.boolean()]);

export const fieldChanged = defineTrigger({
  type: 'field_changed',
  label: 'Field changed',
  description: 'A field of a contact gets another value.',
  params: z.object({
    field: fieldKey,
    from: plainValue.optional().meta({ title: 'From', description: 'Empty: any value.' }),
    to: plainValue.optional().meta({ title: 'To', description: 'Empty: any value.' }),
  }),
  refs: { field: 'field' },
  dimensions: ({ field }) => [`field:${field}`],
  starts: ({ from, to }, { change }) =>
    (from === undefined || sameValue(change.old, from)) && (to === undefined || sameValue(change.new, to)),
  describe: ({ field }, { change }) => ({ field, from: change.old, to: change.new }),
});

/** Text is compared folded, anything else exactly. */
function sameValue(value: unknown, wanted: string | number | boolean): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return foldText(value) === foldText(wanted);
  return value === wanted;
}
