import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SendingSlots, type SlotHolder } from './sending-slots.js';

const holder = (key: string, priority = 5): SlotHolder => ({ key, priority });
/** How many of the wanted slots it gets. */
const take = async (slots: SendingSlots<string>, one: SlotHolder, wanted: number): Promise<number> =>
  (await slots.acquire(one, wanted, `wave of ${one.key}`)).count;
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the slots of a process', () => {
  it('leave room for others while some hang', async () => {
    const slots = new SendingSlots<string>(100);
    const got = [];
    for (const key of ['a', 'b', 'c']) got.push(await take(slots, holder(key), 100));
    expect(got).toEqual([90, 9, 1]);
  });

  it('serve the urgent first, then whoever came first', async () => {
    const slots = new SendingSlots<string>(10);
    await take(slots, holder('x'), 8);
    await take(slots, holder('y'), 1);
    await take(slots, holder('z'), 1);
    const order: string[] = [];
    const waits = [holder('slow'), holder('second'), holder('urgent', 0)].map(async (one) => {
      await take(slots, one, 1);
      order.push(one.key);
    });
    for (const key of ['y', 'z', 'x']) {
      slots.release(key, 1);
      await soon();
    }
    await Promise.all(waits);
    expect(order).toEqual(['urgent', 'slow', 'second']);
  });

  it('give what came free together, and do not wait for more for long', async () => {
    const slots = new SendingSlots<string>(50);
    await take(slots, holder('a'), 45);
    const more = take(slots, holder('a'), 30);
    slots.release('a', 1);
    slots.release('a', 19);
    expect(await more).toBe(20);
    const few = take(slots, holder('a'), 30);
    slots.release('a', 2);
    expect(await few).toBe(2);
  });

  it('give nothing any more once they are closed', async () => {
    const slots = new SendingSlots<string>(10);
    await take(slots, holder('a'), 8);
    const waiting = take(slots, holder('a'), 8);
    slots.close();
    expect([await waiting, await take(slots, holder('b'), 1)]).toEqual([0, 0]);
    expect(slots.exchange(new Map([['a', 8]]))).toBeUndefined();
  });

  describe('in exchange for others', () => {
    const heldBy = async (...keys: string[]): Promise<SendingSlots<string>> => {
      const slots = new SendingSlots<string>(100);
      for (const key of keys) await take(slots, holder(key), 100);
      return slots;
    };

    it('go to the wave that comes next, at once and only once', async () => {
      const slots = await heldBy('a');
      const waiting = slots.acquire(holder('a'), 45, 'next of a');
      const exchange = slots.exchange(new Map([['a', 45]]));
      expect(exchange?.wave).toBe('next of a');
      expect(slots.exchange(new Map([['a', 45]]))).toBeUndefined();
      const marked = Promise.resolve(new Set([1]));
      exchange?.settle(marked);
      expect(await waiting).toEqual({ count: 45, marked });
      slots.release('a', 45);
      expect(slots.inUse).toBe(90);
    });

    it('are not given to a wave that finds no room for all of it, nor past one that is more urgent', async () => {
      const slots = await heldBy('a');
      void slots.acquire(holder('a'), 45, 'next of a');
      expect(slots.exchange(new Map([['a', 44]]))).toBeUndefined();
      void slots.acquire(holder('urgent', 0), 60, 'urgent');
      expect(slots.exchange(new Map([['a', 45]]))).toBeUndefined();
      expect(slots.exchange(new Map([['a', 60]]))?.wave).toBe('urgent');
      slots.close();
    });

    it('keep the share of other lanes', async () => {
      const slots = await heldBy('a', 'b');
      void slots.acquire(holder('b'), 10, 'next of b');
      // Nine of ten that a leaves: with all of a's 90 there are 10, of which b has 9 already.
      expect(slots.exchange(new Map([['b', 9]]))).toBeUndefined();
      expect(slots.exchange(new Map([['a', 45]]))?.wave).toBe('next of b');
      slots.close();
    });
  });

  it('never hold more than there are, and come back all', async () => {
    const turn = fc.record({ key: fc.constantFrom('a', 'b', 'c'), wanted: fc.integer({ min: 1, max: 60 }) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.array(turn, { maxLength: 30 }), async (capacity, turns) => {
        const slots = new SendingSlots<string>(capacity);
        await Promise.all(
          turns.map(async ({ key, wanted }) => {
            const got = await take(slots, holder(key), wanted);
            expect(got).toBeGreaterThan(0);
            expect(slots.inUse).toBeLessThanOrEqual(capacity);
            slots.release(key, got);
          }),
        );
        expect(slots.inUse).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
