import type { Queryable } from '#libs/db';
import { countCrowds, CROWD_WITHIN_MS, type Visit } from './crowds.js';
import { CROWD, type HitFacts, judgeMail, type MailFacts, type Verdict } from './judge-mail.js';
import { CROWDS, HITS_OF } from './judge-statements.js';

/** What happened further away from a hit says nothing about it. */
const AROUND_MS = 20_000;

export interface JudgedMail {
  readonly messageId: number;
  readonly contactId: number;
}

/** An open, click or unsubscription with the verdict that is stored. */
export type StoredHit = Record<string, unknown> &
  JudgedMail &
  Omit<HitFacts, 'kind'> & {
    readonly kind: HitFacts['kind'] | 'unsubscribed';
    readonly machine: boolean;
    readonly signs: readonly string[] | null;
    readonly sentAtMs: number | null;
  };

/**
 * What these mails' opens and clicks from around that time on both sides are to be held for, by what is stored of them
 * now; `hits` are all that were looked at, by id. The one rule: reports and triggers both go by it. Writes nothing.
 */
export async function judgeMails(
  on: Queryable,
  mails: readonly JudgedMail[],
  from: Date,
  to: Date,
): Promise<{ readonly verdicts: Verdict[]; readonly hits: ReadonlyMap<number, StoredHit> }> {
  const visits = await on.query<Visit & JudgedMail & { machine: boolean } & Record<string, unknown>>(CROWDS, [
    ...[shift(from, -CROWD_WITHIN_MS), shift(to, CROWD_WITHIN_MS), CROWD],
  ]);
  // Whoever came before the crowd was one is judged again with it.
  const all = new Map([...mails, ...visits.filter(({ machine }) => !machine)].map((mail) => [mail.messageId, mail]));
  const rows = await on.query<StoredHit>(HITS_OF, [
    [...all.keys()],
    [...all.values()].map(({ contactId }) => contactId),
    ...[shift(from, -AROUND_MS), shift(to, AROUND_MS)],
  ]);
  const crowdOf = countCrowds(visits);
  const verdicts = [...factsByMail(rows).values()].flatMap((facts) => judgeMail(facts, crowdOf));
  return { verdicts, hits: new Map(rows.map((row) => [row.id, row])) };
}

function factsByMail(rows: readonly StoredHit[]): ReadonlyMap<number, MailFacts> {
  const mails = new Map<number, { sentAtMs: number | null; unsubscribedAtMs: number[]; hits: HitFacts[] }>();
  for (const { messageId, sentAtMs, kind, ...row } of rows) {
    const mail = mails.get(messageId) ?? { sentAtMs, unsubscribedAtMs: [], hits: [] };
    mails.set(messageId, mail);
    if (kind === 'unsubscribed') mail.unsubscribedAtMs.push(row.atMs);
    else mail.hits.push({ ...row, kind });
  }
  return mails;
}

function shift(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
