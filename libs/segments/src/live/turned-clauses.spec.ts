import { describe, expect, it } from '@jest/globals';
import { turnedClauses } from './turned-clauses.js';

const leaf = { type: 'x' };

describe('the clauses that made a verdict turn', () => {
  it('are those without which it would be as before', () => {
    const condition = { all: [leaf, { any: [leaf, leaf] }] };
    expect(turnedClauses(condition, [true, true, false], [1, 2])).toEqual([1]);
  });

  it('are all that turned at once when none decides alone', () => {
    expect(turnedClauses({ any: [leaf, leaf, leaf] }, [true, true, false], [0, 1, 2])).toEqual([0, 1]);
  });

  it('are found below a negation', () => {
    const condition = { all: [leaf, { not: { any: [leaf, leaf] } }] };
    expect(turnedClauses(condition, [true, true, false], [1, 2])).toEqual([1]);
    expect(turnedClauses(condition, [true, true, true], [1, 2])).toEqual([1, 2]);
    expect(turnedClauses(condition, [true, false, false], [1, 2])).toEqual([1, 2]);
  });
});
