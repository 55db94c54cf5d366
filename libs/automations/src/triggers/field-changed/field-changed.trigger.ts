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
  starts: ({ from, to }, { change }) => mayBe(from, change.old, change.new) && mayBe(to, change.new, change.old),
  describe: ({ field }, { change }) => ({ field, from: change.old, to: change.new }),
});

/** A value that nobody can say yet may be any but the one on the other side of the change. */
function mayBe(wanted: string | number | boolean | undefined, value: unknown, other: unknown): boolean {
  if (wanted === undefined) return true;
  return value === undefined ? !sameValue(other, wanted) : sameValue(value, wanted);
}

/** Text is compared folded, anything else exactly. */
function sameValue(value: unknown, wanted: string | number | boolean): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return foldText(value) === foldText(wanted);
  return value === wanted;
}
