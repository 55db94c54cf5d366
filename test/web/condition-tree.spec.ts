import { describe, expect, it } from '@jest/globals';
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
