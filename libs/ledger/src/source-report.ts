import type { Queryable } from '#libs/db';
import { outcomeRank } from './outcome-order.js';

/** What became of a source's mails. Every number counts distinct contacts. */
export interface SourceReport {
  readonly audience: number;
  readonly pending: number;
  /** Of those pending, how many wait for what: quiet_hours, frequency_cap. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly sent: number;
  readonly delivered: number;
  readonly deferred: number;
  /** Of those deferred, how many for what: provider.account, smtp.rcpt.450. */
  readonly deferrals: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly unknown: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly opened: { readonly human: number; readonly machine: number };
  readonly clicked: { readonly human: number; readonly machine: number };
  readonly unsubscribed: number;
  readonly bounced: number;
  readonly complained: number;
}

// A contact with several rows (rounds) counts once, by its best outcome: sent beats open states, these beat the rest;
// of equal ones the latest tells.
const OUTCOMES = `
  SELECT state, reason, count(*)::int AS n, count(*) FILTER (WHERE bounced)::int AS bounced,
    count(*) FILTER (WHERE complained)::int AS complained
  FROM (
    SELECT DISTINCT ON (contact_id) state,
      CASE state WHEN 'pending' THEN reason WHEN 'skipped' THEN coalesce(reason, 'unknown')
        WHEN 'deferred' THEN coalesce(reason, 'unknown') END AS reason,
      bounced_at IS NOT NULL AS bounced, complained_at IS NOT NULL AS complained
    FROM messages WHERE source_kind = $1 AND source_id = $2
    ORDER BY contact_id, ${outcomeRank('messages')}, id DESC
  ) contact
  GROUP BY state, reason`;

// Human beats machine: who opened both ways counts as human only.
const REACTIONS = `
  SELECT kind, machine, count(*)::int AS n FROM (
    SELECT event.kind, message.contact_id, bool_and(event.machine) AS machine
    FROM message_events event JOIN messages message ON message.id = event.message_id
    WHERE message.source_kind = $1 AND message.source_id = $2 AND event.kind IN ('opened', 'clicked', 'unsubscribed')
    GROUP BY event.kind, message.contact_id
  ) contact
  GROUP BY kind, machine`;

interface OutcomeRow {
  readonly state: string;
  readonly reason: string | null;
  readonly n: number;
  readonly bounced: number;
  readonly complained: number;
}

interface ReactionRow {
  readonly kind: string;
  readonly machine: boolean;
  readonly n: number;
}

export async function readSourceReport(on: Queryable, kind: string, id: number): Promise<SourceReport> {
  const [outcomes, reactions] = await Promise.all([
    on.query<OutcomeRow & Record<string, unknown>>(OUTCOMES, [kind, id]),
    on.query<ReactionRow & Record<string, unknown>>(REACTIONS, [kind, id]),
  ]);
  const inState = (state: string): OutcomeRow[] => outcomes.filter((row) => row.state === state);
  const count = (state: string): number => sum(inState(state).map((row) => row.n));
  const reacted = (name: string, machine: boolean): number =>
    sum(reactions.filter((row) => row.kind === name && row.machine === machine).map((row) => row.n));
  const sent = count('sent');
  return {
    audience: sum(outcomes.map((row) => row.n)),
    pending: count('pending'),
    waiting: byReason(inState('pending').filter((row) => row.reason !== null)),
    sent,
    delivered: sent - sum(inState('sent').map((row) => row.bounced)),
    deferred: count('deferred'),
    deferrals: byReason(inState('deferred')),
    failed: count('failed'),
    unknown: count('unknown'),
    skipped: byReason(inState('skipped')),
    opened: { human: reacted('opened', false), machine: reacted('opened', true) },
    clicked: { human: reacted('clicked', false), machine: reacted('clicked', true) },
    unsubscribed: reacted('unsubscribed', false) + reacted('unsubscribed', true),
    bounced: sum(outcomes.map((row) => row.bounced)),
    complained: sum(outcomes.map((row) => row.complained)),
  };
}

function byReason(rows: readonly OutcomeRow[]): Record<string, number> {
  return Object.fromEntries(rows.map((row) => [row.reason ?? 'unknown', row.n]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
