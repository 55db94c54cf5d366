import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The automations whose steps led to something, one setting off the next, the last at the end; null = something from
 * outside did: a person, an import, time.
 */
export type CauseChain = readonly number[] | null;

const running = new AsyncLocalStorage<(contactId: number) => CauseChain>();

/**
 * Runs `work` so that every change it logs says what led to it. Kept around the work, not handed through it, so that no
 * kind of step can forget it.
 */
export function withCauses<T>(chainOf: (contactId: number) => CauseChain, work: () => Promise<T>): Promise<T> {
  return running.run(chainOf, work);
}

/** What leads to the changes of a contact that are logged here. */
export function currentCause(contactId: number): CauseChain {
  return running.getStore()?.(contactId) ?? null;
}

interface Caused {
  readonly contactId: number;
  readonly ledBy: CauseChain;
}

/** By contact the shortest chain among its causes: whatever something from outside had a part in is from outside. */
export function shortestChains(causes: readonly Caused[]): ReadonlyMap<number, CauseChain> {
  const shortest = new Map<number, CauseChain>();
  for (const { contactId, ledBy } of causes) {
    const known = shortest.get(contactId);
    if (known === undefined || lengthOf(ledBy) < lengthOf(known)) shortest.set(contactId, ledBy);
  }
  return shortest;
}

function lengthOf(chain: CauseChain): number {
  return chain?.length ?? 0;
}

/** As PostgreSQL reads a bigint[]: arrays of arrays can't be unnested. */
export function chainText(chain: CauseChain): string | null {
  return chain && `{${chain.join(',')}}`;
}

/** Reads what `chainText` wrote. Most of a batch have the same: it is read once. */
export function chainReader(): (text: string | null) => CauseChain {
  let [known, chain]: [string | null, CauseChain] = [null, null];
  return (text) => {
    if (text !== known) [known, chain] = [text, text === null ? null : text.slice(1, -1).split(',').map(Number)];
    return chain;
  };
}
