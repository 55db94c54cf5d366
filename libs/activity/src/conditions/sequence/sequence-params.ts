import { leavesOf, propertyTreeSchema, timeWindowSchema, type PropertyTree } from '#libs/conditions';
import { z } from 'zod';

/** One end of a sequence. */
export interface SequencePart {
  readonly event: string;
  readonly where?: PropertyTree | undefined;
}

export interface SequenceParams {
  readonly first: SequencePart;
  readonly then: SequencePart & { readonly absent?: boolean | undefined };
  readonly window: string;
  readonly within?: string | undefined;
}

const part = {
  event: z.string().min(1).max(200).describe('The name of the event.'),
  where: propertyTreeSchema.optional().describe('Only events whose properties match.'),
};

export const sequenceParamsSchema: z.ZodType<SequenceParams> = z.strictObject({
  first: z.strictObject(part).describe('What came first.'),
  then: z
    .strictObject({
      ...part,
      absent: z.boolean().optional().describe('True: it must not have followed, and the time for it is over.'),
    })
    .describe('What followed, later than the first and before the time was over.'),
  window: timeWindowSchema.describe('The time after the first in which the other counts; its end counts, too.'),
  within: timeWindowSchema.optional().describe('Only sequences that began in this time up to now.'),
});

/** The properties that a part names, with their places. */
export function propertiesOf(
  name: 'first' | 'then',
  { where }: SequencePart,
): { name: string; path: (string | number)[] }[] {
  const leaves = where ? leavesOf(where) : [];
  return leaves.map(({ leaf, path }) => ({ name: leaf.property, path: [name, 'where', ...path, 'property'] }));
}
