import { isGateway } from './known-gateways.js';
import { type AskedAs, requestSigns } from './request-signs.js';
import { isMachine, type Sign } from './signs.js';

/** An open or click, as it was stored. Times are milliseconds since 1970. */
export interface HitFacts {
  readonly id: number;
  readonly kind: 'opened' | 'clicked';
  readonly atMs: number;
  readonly linkIndex: number | null;
  readonly ip: string | null;
  /** Empty: the request had none. Null: not known (any more), so that the verdict stands. */
  readonly userAgent: string | null;
  readonly askedAs: AskedAs;
  /** It was judged with what was near to it, which is not all known here: the verdict stands. */
  readonly settled?: Pick<Verdict, 'machine' | 'signs'> | undefined;
}

export interface MailFacts {
  readonly sentAtMs: number | null;
  readonly unsubscribedAtMs: readonly number[];
  readonly hits: readonly HitFacts[];
}

export interface Verdict {
  readonly id: number;
  readonly signs: readonly Sign[];
  readonly machine: boolean;
}

const AT_DELIVERY_MS = 10_000;
/** The one rule of clicks that come together, the strongest first: so many links of a mail within so much time. */
const TOGETHER = [
  { sign: 'link_burst', links: 3, withinMs: 3_000 },
  { sign: 'two_links', links: 2, withinMs: 1_000 },
  { sign: 'three_links', links: 3, withinMs: 10_000 },
] as const;
const UNSUBSCRIBE_WITHIN_MS = 2_000;
const SCAN_WITHIN_MS = 10_000;
/** So many recipients from one address within seconds are worth a thought. */
export const CROWD = 10;
const LARGE_CROWD = 25;

/**
 * Judges the opens and clicks of one mail by what is stored of them; `crowdOf` tells for how many recipients the hit's
 * address asked around that time. Hits of which nothing is known any more are left out, and of those that are settled
 * all but the ones whose program shows itself now.
 */
export function judgeMail(mail: MailFacts, crowdOf: (hit: HitFacts) => number): Verdict[] {
  const clicks = mail.hits.filter(({ kind }) => kind === 'clicked').sort((a, b) => a.atMs - b.atMs);
  const groups = TOGETHER.map((rule) => ({ sign: rule.sign, ids: clicksTogether(clicks, rule.links, rule.withinMs) }));
  const alone = mail.hits.flatMap((hit) => {
    const { userAgent } = hit;
    if (userAgent === null) return [];
    const signs = signsOf({ ...hit, userAgent }, mail, crowdOf(hit));
    const together = groups.find(({ ids }) => ids.has(hit.id));
    if (together) signs.push(together.sign);
    return [{ hit, signs }];
  });
  const scans = alone.filter(
    ({ hit, signs }) => hit.kind === 'clicked' && (hit.settled ? hit.settled.machine : isMachine(signs)),
  );
  const visits = new Set(scans.flatMap(({ hit }) => [-1, 0, 1].map((offset) => visitOf(hit, offset))));
  return alone.flatMap(({ hit, signs: own }) => {
    const signs = hit.settled ? [...hit.settled.signs] : own;
    if (hit.settled && (hit.settled.machine || !visits.has(visitOf(hit, 0)))) return [];
    if (!isMachine(signs) && visits.has(visitOf(hit, 0))) signs.push('with_scan');
    return [{ id: hit.id, signs, machine: isMachine(signs) }];
  });
}

function signsOf(hit: HitFacts & { readonly userAgent: string }, mail: MailFacts, crowd: number): Sign[] {
  const signs = requestSigns(hit.kind, hit.askedAs, hit.userAgent);
  if (hit.ip !== null && isGateway(hit.ip)) signs.push('gateway');
  if (mail.sentAtMs !== null && hit.atMs <= mail.sentAtMs + AT_DELIVERY_MS) signs.push('at_delivery');
  if (crowd >= LARGE_CROWD) signs.push('large_crowd');
  else if (crowd >= CROWD) signs.push('crowd');
  const unsubscribed = mail.unsubscribedAtMs.some((at) => Math.abs(at - hit.atMs) <= UNSUBSCRIBE_WITHIN_MS);
  if (hit.kind === 'clicked' && unsubscribed) signs.push('with_unsubscribe');
  return signs;
}

/** Clicks in a stretch of `withinMs` in which at least so many different links were clicked. They come in order. */
function clicksTogether(clicks: readonly HitFacts[], links: number, withinMs: number): ReadonlySet<number> {
  const found = new Set<number>();
  const inStretch = new Map<number | null, number>();
  let [first, unmarked] = [0, 0];
  for (const [last, click] of clicks.entries()) {
    inStretch.set(click.linkIndex, (inStretch.get(click.linkIndex) ?? 0) + 1);
    for (let left = clicks[first]; left && click.atMs - left.atMs > withinMs; left = clicks[first]) {
      const rest = (inStretch.get(left.linkIndex) ?? 0) - 1;
      if (rest > 0) inStretch.set(left.linkIndex, rest);
      else inStretch.delete(left.linkIndex);
      first += 1;
    }
    if (inStretch.size < links) continue;
    for (const together of clicks.slice(Math.max(first, unmarked), last + 1)) found.add(together.id);
    unmarked = last + 1;
  }
  return found;
}

/** Who looked in from where, in some ten seconds; `offset` of one is the ten seconds after them. */
function visitOf({ ip, userAgent, atMs }: HitFacts, offset: number): string {
  return `${ip ?? ''} ${String(Math.floor(atMs / SCAN_WITHIN_MS) + offset)} ${userAgent ?? ''}`;
}
