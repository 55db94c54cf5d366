import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SendingSlots, type SlotHolder } from './sending-slots.js';

const holder = (key: string, priority = 5): SlotHolder => ({ key, priority });
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the slots of a process', () => {
  it('leave room for others while some hang', async () => {
    const slots = new SendingSlots(100);
    const got = [];
    for (const key of ['a', 'b', 'c']) got.push(await slots.acquire(holder(key), 100));
    expect(got).toEqual([90, 9, 1]);
  });

  it('serve the urgent first, then whoever came first', async () => {
    const slots = new SendingSlots(10);
    await slots.acquire(holder('x'), 8);
    await slots.acquire(holder('y'), 1);
    await slots.acquire(holder('z'), 1);
    const order: string[] = [];
    const waits = [holder('slow'), holder('second'), holder('urgent', 0)].map(async (one) => {
      await slots.acquire(one, 1);
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
    const slots = new SendingSlots(50);
    await slots.acquire(holder('a'), 45);
    const more = slots.acquire(holder('a'), 30);
    slots.release('a', 1);
    slots.release('a', 19);
    expect(await more).toBe(20);
    const few = slots.acquire(holder('a'), 30);
    slots.release('a', 2);
    expect(await few).toBe(2);
  });

  it('give nothing any more once they are closed', async () => {
    const slots = new SendingSlots(10);
    await slots.acquire(holder('a'), 8);
    const waiting = slots.acquire(holder('a'), 8);
    slots.close();
    expect([await waiting, await slots.acquire(holder('b'), 1)]).toEqual([0, 0]);
  });

  it('never hold more than there are, and come back all', async () => {
    const turn = fc.record({ key: fc.constantFrom('a', 'b', 'c'), wanted: fc.integer({ min: 1, max: 60 }) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.array(turn, { maxLength: 30 }), async (capacity, turns) => {
        const slots = new SendingSlots(capacity);
        await Promise.all(
          turns.map(async ({ key, wanted }) => {
            const got = await slots.acquire(holder(key), wanted);
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
