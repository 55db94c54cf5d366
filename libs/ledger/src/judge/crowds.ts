import { isPublicAddress } from '#libs/kernel';

export interface Visit {
  readonly ip: string;
  readonly contactId: number;
  readonly atMs: number;
}

export const CROWD_WITHIN_MS = 10_000;

type CrowdOf = (hit: { readonly ip: string | null; readonly atMs: number }) => number;

/**
 * For how many recipients an address asked within ten seconds around a hit: from 5 s before to 5 s after. An address of
 * one's own network tells nothing: it is that of a proxy in front of us.
 */
export function countCrowds(visits: readonly Visit[]): CrowdOf {
  const byIp = new Map<string, Visit[]>();
  for (const visit of visits) {
    const known = byIp.get(visit.ip);
    if (known) known.push(visit);
    else byIp.set(visit.ip, [visit]);
  }
  for (const [ip, list] of byIp) {
    if (!isPublicAddress(ip)) byIp.delete(ip);
    list.sort((a, b) => a.atMs - b.atMs);
  }
  return ({ ip, atMs }) => {
    const list = ip === null ? undefined : byIp.get(ip);
    if (!list) return 0;
    const contacts = new Set<number>();
    for (let at = firstFrom(list, atMs - CROWD_WITHIN_MS / 2); at < list.length; at += 1) {
      const visit = list[at];
      if (!visit || visit.atMs > atMs + CROWD_WITHIN_MS / 2) break;
      contacts.add(visit.contactId);
    }
    return contacts.size;
  };
}

/** Where the visits from `fromMs` on begin. */
function firstFrom(list: readonly Visit[], fromMs: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.atMs ?? Infinity) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
