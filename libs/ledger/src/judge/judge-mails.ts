import type { Queryable } from '#libs/db';
import { countCrowds, CROWD_WITHIN_MS, type Visit } from './crowds.js';
import { CROWD, type HitFacts, judgeMail, type MailFacts, type Verdict } from './judge-mail.js';
import { CROWDS, HITS_OF, SLICE_END } from './judge-statements.js';
import type { Sign } from './signs.js';

/** A new hit bears on those so near, and what they are held for goes by what is so near to them. */
const NEAR_MS = 10_000;
/** From so far away on both sides hits are read: whoever followed a link is known for up to twenty seconds. */
const READ_MS = NEAR_MS + 20_000;
/** So many hits are looked at together, whatever time they took: each may be one of a crowd, and all of it is read. */
const SLICE_HITS = 20_000;

export interface JudgedMail {
  readonly messageId: number;
  readonly contactId: number;
}

/** An open, click or unsubscription with the verdict that is stored. */
export type StoredHit = Record<string, unknown> &
  JudgedMail &
  Omit<HitFacts, 'kind' | 'settled'> & {
    readonly kind: HitFacts['kind'] | 'unsubscribed';
    readonly machine: boolean;
    readonly signs: readonly Sign[] | null;
    readonly sentAtMs: number | null;
  };

/** `hits` are all that were looked at, by id. */
export interface JudgedSlice {
  readonly verdicts: readonly Verdict[];
  readonly hits: ReadonlyMap<number, StoredHit>;
}

interface Range {
  readonly from: Date;
  readonly to: Date;
}

/**
 * What these mails' opens and clicks from that time on both sides are to be held for, by what is stored of them now: the
 * one rule, reports and triggers both go by it. `withCrowds` judges whoever came before the crowd was one again with it.
 * Slice by slice in the order of time, so that a busy hour is never in memory as a whole. Writes nothing.
 */
export async function* judgeMails(
  on: Queryable,
  mails: readonly JudgedMail[],
  { from, to }: Range,
  withCrowds: boolean,
): AsyncGenerator<JudgedSlice> {
  for (let start: Date | null = from; start;) {
    const end: Date | null = await endOfSlice(on, start, to);
    yield await judgeSlice(on, mails, { from: start, to: end ?? to }, withCrowds);
    start = end;
  }
}

/** Where a slice ends that begins then, and the next one begins; null when `to` is nearer. */
export async function endOfSlice(on: Queryable, from: Date, to: Date): Promise<Date | null> {
  const [row] = await on.query<{ end: Date | null }>(SLICE_END, [from, to, SLICE_HITS]);
  return row?.end && row.end < to ? row.end : null;
}

async function judgeSlice(
  on: Queryable,
  mails: readonly JudgedMail[],
  { from, to }: Range,
  withCrowds: boolean,
): Promise<JudgedSlice> {
  const crowdReadMs = NEAR_MS + CROWD_WITHIN_MS / 2;
  const visits = await on.query<Visit & JudgedMail & { machine: boolean } & Record<string, unknown>>(CROWDS, [
    ...[shift(from, -crowdReadMs), shift(to, crowdReadMs), CROWD],
  ]);
  const others = withCrowds ? visits.filter(({ machine }) => !machine) : [];
  const all = new Map([...mails, ...others].map((mail) => [mail.messageId, mail]));
  const rows = await on.query<StoredHit>(HITS_OF, [
    [...all.keys()],
    [...all.values()].map(({ contactId }) => contactId),
    ...[shift(from, -READ_MS), shift(to, READ_MS)],
  ]);
  const crowdOf = countCrowds(visits);
  const near = { fromMs: from.getTime() - NEAR_MS, toMs: to.getTime() + NEAR_MS };
  const verdicts = [...factsByMail(rows, near).values()].flatMap((facts) => judgeMail(facts, crowdOf));
  return { verdicts, hits: new Map(rows.map((row) => [row.id, row])) };
}

function factsByMail(
  rows: readonly StoredHit[],
  near: { readonly fromMs: number; readonly toMs: number },
): ReadonlyMap<number, MailFacts> {
  const mails = new Map<number, { sentAtMs: number | null; unsubscribedAtMs: number[]; hits: HitFacts[] }>();
  for (const { messageId, sentAtMs, kind, machine, signs, ...row } of rows) {
    const mail = mails.get(messageId) ?? { sentAtMs, unsubscribedAtMs: [], hits: [] };
    mails.set(messageId, mail);
    const isNear = row.atMs >= near.fromMs && row.atMs <= near.toMs;
    if (kind === 'unsubscribed') mail.unsubscribedAtMs.push(row.atMs);
    else mail.hits.push({ ...row, kind, settled: isNear ? undefined : { machine, signs: signs ?? [] } });
  }
  return mails;
}

function shift(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
