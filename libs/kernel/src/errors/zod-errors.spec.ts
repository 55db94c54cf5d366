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

  it.each<[string, z.ZodType, unknown, string]>([
    ['nothing', z.string(), undefined, 'is missing'],
    ['another type', z.string(), 5, 'must be text'],
    ['a list for an object', z.record(z.string(), z.string()), [], 'must be an object'],
    ['half a number', z.int(), 1.5, 'must be a whole number'],
    ['empty text', z.string().min(1), '', 'must not be empty'],
    ['long text', z.string().max(3), 'long', 'must have at most 3 characters'],
    ['a short list', z.array(z.number()).min(1), [], 'must have at least 1 entry'],
    ['a small number', z.number().min(2), 1, 'must be at least 2'],
    ['no positive number', z.number().positive(), 0, 'must be more than 0'],
    ['no choice', z.enum(['keep', 'move', 'exit']), 'explode', 'must be keep, move or exit'],
    ['no form of several', z.union([z.enum(['owner', 'turn']), z.number()]), {}, 'must be owner, turn or a number'],
    ['nothing where there is a choice', z.union([z.literal('turn'), z.number()]), undefined, 'is missing'],
    ['no time', z.iso.datetime(), 'yesterday', 'must be a time as in 2026-06-01T10:00:00Z'],
    ['no key', z.record(z.string().regex(/^[a-z]$/, 'Use one letter'), z.number()), { 7: 1 }, 'Use one letter'],
    ['what the schema has its own words for', z.string().regex(/^x$/, 'Write an x'), 'y', 'Write an x'],
  ])('say plainly what is wrong with %s', (_what, form, value, words) => {
    const result = form.safeParse(value);
    expect(result.success ? [] : toFieldErrors(result.error).map(({ message }) => message)).toEqual([words]);
  });

  it('name each member that is not known', () => {
    expect(pathsOf(schema, { all: [{ field: 'x', colour: 1, size: 2 }] })).toEqual(['all[0].colour', 'all[0].size']);
  });
});
