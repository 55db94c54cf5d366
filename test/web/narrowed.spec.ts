import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

type Step = Readonly<Record<string, unknown>>;
interface Names {
  readonly [kind: string]: (key: never) => string;
}
interface Narrowing {
  narrowed: (detail: string, step: Step, names: Names) => string;
}

// Numbers and days are written in the reader's language; Node 20 has no navigator.
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en' }, configurable: true });

// The web app is a project of its own, with its own compiler settings.
const source = path.resolve(import.meta.dirname, '../../apps/web/src/pages/automations/narrowed.ts');
const { narrowed } = (await import(source)) as Narrowing;

const named = (kind: string) => (key: string | number) => `${kind} ${String(key)}`;
const names: Names = { field: named('Field'), segment: named('Segment'), topic: named('Topic') };

const amount = { property: 'amount', op: 'gt', value: 50 };
const shoes = { property: 'category', op: 'is', value: 'shoes' };

describe('what the canvas says of a trigger', () => {
  const bought = (where: unknown): string => narrowed('bought', { type: 'event', event: 'bought', where }, names);

  it.each([
    [amount, 'bought where amount is greater than 50'],
    [{ all: [amount, shoes] }, 'bought where amount is greater than 50 and category is shoes'],
    [{ any: [amount, { not: shoes }] }, 'bought where amount is greater than 50 or not (category is shoes)'],
    [{ ...amount, value: { ref: 'field:limit' } }, 'bought where amount is greater than the field Field limit'],
    [{ all: [{ property: '', op: 'is', value: '' }] }, 'bought where … is '],
  ])('says %j as %s', (where, words) => {
    expect(bought(where)).toBe(words);
  });

  it.each([[undefined], [{ all: [] }], [null], ['amount'], [[]], [{ all: 'amount' }], [{ any: [null] }]])(
    'says nothing of %j',
    (where) => {
      expect(bought(where)).toBe('bought');
    },
  );

  it('stands alone where nothing else tells the trigger from others', () => {
    expect(narrowed('', { type: 'page_viewed', where: shoes }, names)).toBe('where category is shoes');
  });

  it('is cut where nobody would read on, and never within a letter', () => {
    const words = bought({ ...shoes, value: '🎈'.repeat(200) });
    expect(Array.from(words)).toHaveLength(120);
    expect(words).toMatch(/^bought where category is 🎈+…$/u);
    const whole = `bought where category is ${'x'.repeat(95)}`;
    expect([whole.length, bought({ ...shoes, value: 'x'.repeat(95) })]).toEqual([120, whole]);
  });
});

describe('what the canvas says of a wait', () => {
  const bought = { type: 'event', event: 'bought', where: amount, since: 'step' };
  const words = 'Event bought where amount is greater than 50: number of times is at least 1, since the last step';

  it.each([
    ['2 days', bought, `2 days: ${words}`],
    ['', { all: [bought] }, words],
    ['', { any: [bought, bought] }, `${words} …`],
    ['2 days', { all: [] }, '2 days'],
    ['2 days', 'bought', '2 days'],
    ['2 days', undefined, '2 days'],
  ])('after %j says %j as %s', (detail, condition, expected) => {
    expect(narrowed(detail, { type: 'wait_for', condition }, names)).toBe(expected);
  });
});
