import { describe, expect, it } from '@jest/globals';
import { type Condition, isBlank, isTooDeep } from '../../apps/web/src/kit/conditions/condition.js';
import { brokenAt } from '../../apps/web/src/kit/conditions/tree-shape.js';

const tag = { type: 'tag', op: 'has_any_of', value: ['vip'] };

describe('a condition that is typed as JSON', () => {
  it.each([
    tag,
    { all: [] },
    { not: { any: [tag, { all: [tag] }] } },
    { type: 'event', where: { all: [{ property: 'total', op: 'gte', value: 50 }] } },
    { type: 'sequence', first: { event: 'a' }, then: { event: 'b', where: { property: 'x', op: 'is' } } },
    { type: 'sequence' },
  ])('can be drawn when it is a tree: %j', (tree) => {
    expect(brokenAt(tree)).toBeUndefined();
  });

  it.each([
    [null, 'condition'],
    [[], 'condition'],
    [{}, 'condition'],
    [{ all: [null] }, 'condition.all[0]'],
    [{ all: [tag, { any: 'x' }] }, 'condition.all[1].any'],
    [{ not: null }, 'condition.not'],
    [{ not: { any: [tag, 5] } }, 'condition.not.any[1]'],
    [{ all: [{ type: 7 }] }, 'condition.all[0]'],
    [{ any: [{ type: 'event', where: 5 }] }, 'condition.any[0].where'],
    [{ type: 'event', where: { any: [null] } }, 'condition.where.any[0]'],
    [{ type: 'sequence', first: 'a' }, 'condition.first'],
    [{ type: 'sequence', then: { where: null } }, 'condition.then.where'],
  ])('is refused with its place when it is none: %j', (tree, place) => {
    expect(brokenAt(tree)).toBe(place);
  });
});

describe('a condition without conditions', () => {
  it('is blank when it matches everybody as it stands, and counts when it matches nobody', () => {
    expect([null, undefined, { all: [] }].map(isBlank)).toEqual([true, true, true]);
    const counting: Condition[] = [{ any: [] }, { all: [{ any: [] }] }, { not: { all: [] } }, tag];
    expect(counting.map(isBlank)).toEqual([false, false, false, false]);
  });
});

describe('a tree that can be drawn', () => {
  const nested = (levels: number, inner: Condition): Condition =>
    levels === 0 ? inner : { all: [nested(levels - 1, inner)] };

  it('has twenty levels, those over the properties of its events included', () => {
    const where = (levels: number) => ({ type: 'event', event: 'a', where: nested(levels, tag) });
    expect([nested(20, tag), nested(10, where(9))].map(isTooDeep)).toEqual([false, false]);
    expect([nested(21, tag), nested(10, where(11))].map(isTooDeep)).toEqual([true, true]);
    expect(isTooDeep({ type: 'sequence', then: where(21) })).toBe(true);
  });

  it('is looked at no deeper than it is drawn', () => {
    let deep: Condition = tag;
    for (let level = 0; level < 100_000; level += 1) deep = { not: deep };
    expect(isTooDeep(deep)).toBe(true);
  });
});
