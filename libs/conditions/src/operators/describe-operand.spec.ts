import { describe, expect, it } from '@jest/globals';
import { describeTest, describeValue } from './describe-operand.js';
import { findOperator } from './operators.js';

describe('a test in a sentence', () => {
  it.each([
    ['text', 'is', '5d', 'X is 5d'],
    ['datetime', 'in_last', '5d', 'X is in the last 5 days'],
    ['date', 'anniversary_in_next', '1w', 'X has its anniversary in the next 1 week'],
    ['date', 'on', '2026-10-03', 'X is on 3 Oct 2026'],
    ['text', 'is', { ref: 'field:city' }, 'X is the field city'],
    ['text', 'is_empty', undefined, 'X is empty'],
  ] as const)('of %s: %s %j', (type, op, value, sentence) => {
    expect(describeTest('X', findOperator(type, op) ?? op, value)).toBe(sentence);
  });

  it.each([
    ['2026-10-03T23:30:00+00:00', 'Europe/Berlin', '4 Oct 2026'],
    ['2026-10-03T23:30:00.25Z', 'America/New_York', '3 Oct 2026'],
    ['2026-10-04T03:30:00Z', 'America/New_York', '3 Oct 2026'],
    // A day is the same everywhere, and a text that only begins like one is none.
    ['2026-10-03', 'America/New_York', '3 Oct 2026'],
    ['2026-10-03T late', 'America/New_York', '3 Oct 2026'],
    ['soon', 'Europe/Berlin', 'soon'],
  ])('names the day of %s in %s', (text, zone, day) => {
    expect(describeValue([text], zone)).toBe(day);
    expect(describeTest('X', 'after', text, zone)).toBe(`X after ${day}`);
  });

  it('says an operator that is gone by its name', () => {
    expect(describeTest('X', 'gone', '5d')).toBe('X gone 5d');
  });
});
