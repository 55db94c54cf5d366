import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { toFieldErrors } from './zod-errors.js';

const pathsOf = (schema: z.ZodType, value: unknown, prefix?: string): string[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : toFieldErrors(result.error, prefix).map(({ path }) => path);
};

describe('the errors of a document', () => {
  const schema = z.object({ all: z.array(z.strictObject({ field: z.string() })) });

  it('have the path of each wrong value, below a prefix', () => {
    expect(pathsOf(schema, { all: [{ field: 1 }] })).toEqual(['all[0].field']);
    expect(pathsOf(schema, { all: [{ field: 1 }] }, 'condition')).toEqual(['condition.all[0].field']);
  });

  it('name each member that is not known', () => {
    expect(pathsOf(schema, { all: [{ field: 'x', colour: 1, size: 2 }] })).toEqual(['all[0].colour', 'all[0].size']);
  });
});
