import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Moments {
  momentOf: (day: string, time: string) => string | null;
  momentParts: (value: unknown) => { day: string; time: string };
}
interface Operator {
  op: string;
  operand: string;
}
interface Operators {
  fieldOperators: (type: string) => Operator[];
  momentOperators: () => Operator[];
  isComplete: (operand: string, value: unknown) => boolean;
}

// The web app is a project of its own, with its own compiler settings.
const folder = path.resolve(import.meta.dirname, '../../apps/web/src/kit/conditions');
const { momentOf, momentParts } = (await import(path.join(folder, 'moment.ts'))) as Moments;
const { fieldOperators, isComplete, momentOperators } = (await import(path.join(folder, 'operators.ts'))) as Operators;

describe('a day or a time of a condition, in its two inputs', () => {
  it('is a day as long as no time is typed, and then a point in time of the reader', () => {
    expect(momentOf('2026-10-03', '')).toBe('2026-10-03');
    expect(momentOf('2026-10-03', '09:30')).toBe(new Date('2026-10-03T09:30').toISOString());
    expect(momentOf('', '09:30')).toBeNull();
  });

  it.each([['2026-10-03'], [new Date('2026-10-03T00:15').toISOString()], [new Date('2026-10-03T23:45').toISOString()]])(
    'is the same after it was shown: %s',
    (value) => {
      const { day, time } = momentParts(value);
      expect(day).toBe('2026-10-03');
      expect(momentOf(day, time)).toBe(value);
    },
  );

  it.each([[null], [undefined], [{ ref: 'field:x' }]])('is empty for what is none: %j', (value) => {
    expect(momentParts(value)).toEqual({ day: '', time: '' });
  });
});

describe('the comparisons of a date-time field', () => {
  const operandsOf = (type: 'date' | 'datetime') =>
    Object.fromEntries(fieldOperators(type).map(({ op, operand }) => [op, operand]));

  it('take times where a date field takes days; "on" is about a day in both', () => {
    const [days, times] = [operandsOf('date'), operandsOf('datetime')];
    expect(days).toMatchObject({ before: 'date', after: 'date', between: 'dateRange', on: 'date' });
    expect(times).toEqual({ ...days, before: 'moment', after: 'moment', between: 'momentRange' });
    expect(momentOperators().find(({ op }) => op === 'between')?.operand).toBe('momentRange');
  });

  it('are complete with both ends', () => {
    expect(isComplete('momentRange', ['2026-10-03T07:30:00.000Z', null])).toBe(false);
    expect(isComplete('momentRange', ['2026-10-03T07:30:00.000Z', '2026-10-04'])).toBe(true);
  });
});
