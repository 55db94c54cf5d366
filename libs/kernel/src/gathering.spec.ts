import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Gathering } from './gathering.js';

describe('Gathering', () => {
  /** Work whose batches end when told to. */
  function openWork(): {
    batches: { items: string[]; end: () => void }[];
    work: (items: readonly string[]) => Promise<string[]>;
  } {
    const batches: { items: string[]; end: () => void }[] = [];
    const work = (items: readonly string[]): Promise<string[]> =>
      new Promise((resolve) => {
        batches.push({
          items: [...items],
          end: () => {
            resolve(items.map((item) => item.toUpperCase()));
          },
        });
      });
    return { batches, work };
  }

  it('works on a lone call at once, and on what comes meanwhile together', async () => {
    const { batches, work } = openWork();
    const gathering = new Gathering(work, { limit: 10 });
    const first = gathering.call('a');
    while (batches.length < 1) await pause(1);
    const others = ['b', 'c'].map((item) => gathering.call(item));
    await pause(5);
    expect(batches.map(({ items }) => items)).toEqual([['a']]);
    batches[0]?.end();
    expect(await first).toBe('A');
    while (batches.length < 2) await pause(1);
    expect(batches.map(({ items }) => items)).toEqual([['a'], ['b', 'c']]);
    batches[1]?.end();
    expect(await Promise.all(others)).toEqual(['B', 'C']);
  });

  it('keeps to the limit and to groups, and keeps the order of calls with the same key', async () => {
    const seen: string[][] = [];
    const gathering = new Gathering<string, string>(
      async (items) => {
        seen.push([...items]);
        await pause(1);
        return items;
      },
      { limit: 2, groupOf: (item) => item.charAt(0), keyOf: (item) => item.slice(0, 2) },
    );
    const calls = ['x0', 'x1a', 'x1b', 'y1', 'x2', 'x1c', 'x3', 'x4'].map((item) => gathering.call(item));
    await Promise.all(calls);
    expect(seen).toEqual([['x0', 'x1a'], ['x1b', 'x2'], ['y1'], ['x1c', 'x3'], ['x4']]);
  });

  it('lets a call fail for its own item only', async () => {
    const gathering = new Gathering<string, string>(
      (items) =>
        items.includes('bad')
          ? Promise.reject(new Error('together'))
          : Promise.resolve(items.map((item) => (item === 'wrong' ? new Error('alone') : item))),
      { limit: 10 },
    );
    const calls = ['good', 'bad', 'wrong', 'better'].map((item) => gathering.call(item));
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    await expect(calls[1]).rejects.toThrow('together');
    await expect(calls[2]).rejects.toThrow('alone');
  });

  it('refuses an item whose key cannot be told, and no other', async () => {
    const keyOf = (item: string): string => {
      if (item === 'bad') throw new Error('no key');
      return item;
    };
    const gathering = new Gathering<string, string>((items) => Promise.resolve(items), { limit: 10, keyOf });
    const calls = ['good', 'bad', 'better'].map((item) => gathering.call(item));
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(calls[1]).rejects.toThrow('no key');
  });

  it('does not let a batch that hangs hold up the others', async () => {
    const { batches, work } = openWork();
    const gathering = new Gathering(work, { limit: 10 });
    const hanging = gathering.call('hanging');
    while (batches.length < 1) await pause(1);
    const other = gathering.call('other');
    while (batches.length < 2) await pause(5);
    batches[1]?.end();
    expect(await other).toBe('OTHER');
    batches[0]?.end();
    expect(await hanging).toBe('HANGING');
  });
});
