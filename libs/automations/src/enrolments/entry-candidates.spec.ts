import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EntryRules } from '../definition/compile-automation.js';
import { selectEntries, type Candidate } from './entry-candidates.js';

const MINUTE_MS = 60_000;
const START = new Date('2026-06-01T09:00:00Z').getTime();

const rules = (changes: Partial<EntryRules>): EntryRules => ({
  again: 'never',
  cooldown: null,
  key: null,
  limit: null,
  ...changes,
});

const candidate = (contactId: number, minute: number, key?: unknown): Candidate => ({
  contactId,
  event: key === undefined ? {} : { cart_id: key },
  enteredAt: new Date(START + minute * MINUTE_MS),
  requestId: null,
});

const shown = (candidates: Candidate[], changes: Partial<EntryRules>): string[] =>
  selectEntries(candidates, rules(changes)).map(
    ({ contactId, runKey, restarted }) => `${String(contactId)}/${runKey}${restarted ? ' restarted' : ''}`,
  );

describe('candidates of one batch', () => {
  it('enter once for each key', () => {
    const carts = [candidate(1, 0, 'a'), candidate(1, 1, 'b'), candidate(1, 2, 'a'), candidate(2, 3, 'a')];
    expect(shown(carts, { key: 'cart_id' })).toEqual(['1/a', '1/b', '2/a']);
    expect(shown(carts, {})).toEqual(['1/', '2/']);
  });

  it('have a key of bounded length that still tells long ones apart', () => {
    const [one, other] = [`${'x'.repeat(9_000)}1`, `${'x'.repeat(9_000)}2`];
    const keys = shown([candidate(1, 0, one), candidate(1, 1, other), candidate(1, 2, one)], { key: 'cart_id' });
    expect(keys).toHaveLength(2);
    expect(keys.every((key) => key.startsWith('1/xxxx') && key.length < 250)).toBe(true);
    expect(shown([candidate(1, 0, 'x'.repeat(200))], { key: 'cart_id' })).toEqual([`1/${'x'.repeat(200)}`]);
  });

  it('have the empty key when the event has none, or none that is plain', () => {
    expect(
      shown([candidate(1, 0), candidate(2, 0, { x: 1 }), candidate(3, 0, 7), candidate(4, 0, false)], {
        key: 'cart_id',
      }),
    ).toEqual(['1/', '2/', '3/7', '4/false']);
  });

  it('restart with always, but not within the cooldown', () => {
    const views = [candidate(1, 0), candidate(1, 5), candidate(1, 10), candidate(1, 12)];
    expect(shown(views, { again: 'always' })).toEqual(['1/ restarted', '1/ restarted', '1/ restarted', '1/']);
    expect(shown(views, { again: 'always', cooldown: '10min' })).toEqual(['1/ restarted', '1/']);
    expect(shown(views, { again: 'after_exit', cooldown: '10min' })).toEqual(['1/']);
  });

  it('leave exactly one run under way for each contact and key, whatever the rules', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('a', 'b', undefined)), {
      maxLength: 30,
    });
    const again = fc.constantFrom('never' as const, 'after_exit' as const, 'always' as const);
    fc.assert(
      fc.property(some, again, fc.constantFrom(null, '3min', '1d'), (list, rule, cooldown) => {
        const candidates = list.map(([contact, key], minute) => candidate(contact, minute, key));
        const entries = selectEntries(candidates, rules({ again: rule, cooldown, key: 'cart_id' }));
        const active = entries.filter(({ restarted }) => !restarted).map((e) => `${String(e.contactId)} ${e.runKey}`);
        expect(new Set(active).size).toBe(active.length);
        const wanted = list.map(([contact, key]) => `${String(contact)} ${key ?? ''}`);
        expect(new Set(active)).toEqual(new Set(wanted));
      }),
    );
  });
});
