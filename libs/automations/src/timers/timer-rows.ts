import type { Tx } from '#libs/db';

/** A timer as it is written. */
export interface NewTimer {
  readonly contactId: number;
  readonly subject: string;
  readonly dueAt: Date;
  readonly once: string | null;
  readonly event: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
}

/** A timer as it was taken, with its row locked. */
export type Timer = NewTimer;

/** Which trigger of which automation, whatever the version. */
export interface TriggerKey {
  readonly automationId: number;
  readonly digest: string;
}

// In the order of the key, so that two writers wait for each other instead of deadlocking. What comes late never puts
// a later moment back ($9, for delays); a moment that a field determines is always the newest.
const WRITE = `
  INSERT INTO trigger_timers (automation_id, trigger, contact_id, subject, due_at, once, event, request_id)
  SELECT $1, $2, contact_id, subject, due_at, once, event, request_id
  FROM unnest($3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::jsonb[], $8::text[])
    AS timer (contact_id, subject, due_at, once, event, request_id)
  ORDER BY contact_id, subject
  ON CONFLICT (contact_id, automation_id, trigger, subject) DO UPDATE
  SET due_at = excluded.due_at, once = excluded.once, event = excluded.event, request_id = excluded.request_id
  WHERE NOT $9 OR excluded.due_at >= trigger_timers.due_at`;

const REMOVE = `
  DELETE FROM trigger_timers USING unnest($3::bigint[], $4::text[]) AS gone (contact_id, subject)
  WHERE trigger_timers.contact_id = gone.contact_id AND automation_id = $1 AND trigger = $2
    AND trigger_timers.subject = gone.subject`;

// The row's lock is the claim, as with runs: whoever dies gives it back with all that it did.
const TAKE = `
  SELECT contact_id AS "contactId", subject, due_at AS "dueAt", once, event, request_id AS "requestId"
  FROM trigger_timers WHERE automation_id = $1 AND trigger = $2 AND due_at <= $3
  ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED`;

const DROP = 'DELETE FROM trigger_timers WHERE automation_id = $1 AND trigger = $2';

const FIRE = `
  INSERT INTO trigger_firings (automation_id, contact_id, once, at)
  SELECT $1, contact_id, once, $2 FROM unnest($3::bigint[], $4::text[]) AS fired (contact_id, once)
  ORDER BY contact_id, once
  ON CONFLICT DO NOTHING
  RETURNING contact_id AS "contactId", once`;

interface WriteOptions {
  /** A later moment that stands there already stays. */
  readonly keepLater: boolean;
}

export async function writeTimers(
  tx: Tx,
  { automationId, digest }: TriggerKey,
  timers: readonly NewTimer[],
  { keepLater }: WriteOptions,
): Promise<void> {
  if (timers.length === 0) return;
  const column = (pick: (timer: NewTimer) => unknown): unknown[] => timers.map(pick);
  await tx.execute(WRITE, [
    automationId,
    digest,
    column(({ contactId }) => contactId),
    column(({ subject }) => subject),
    column(({ dueAt }) => dueAt),
    column(({ once }) => once),
    column(({ event }) => JSON.stringify(event)),
    column(({ requestId }) => requestId),
    keepLater,
  ]);
}

export async function removeTimers(
  tx: Tx,
  { automationId, digest }: TriggerKey,
  timers: readonly Pick<NewTimer, 'contactId' | 'subject'>[],
): Promise<void> {
  if (timers.length === 0) return;
  const contactIds = timers.map(({ contactId }) => contactId);
  await tx.execute(REMOVE, [automationId, digest, contactIds, timers.map(({ subject }) => subject)]);
}

/** The oldest that are due, for the rest of the transaction. */
export async function takeTimers(
  tx: Tx,
  { automationId, digest }: TriggerKey,
  now: Date,
  limit: number,
): Promise<Timer[]> {
  return tx.query<Timer & Record<string, unknown>>(TAKE, [automationId, digest, now, limit]);
}

/** Notes what fires now. Resolves with those that have not fired before, in the order given; without `once`, all. */
export async function noteFirings<T extends Pick<NewTimer, 'contactId' | 'once'>>(
  tx: Tx,
  automationId: number,
  timers: readonly T[],
  now: Date,
): Promise<T[]> {
  const noted = timers.filter(({ once }) => once !== null);
  if (noted.length === 0) return [...timers];
  const contactIds = noted.map(({ contactId }) => contactId);
  const onces = noted.map(({ once }) => once);
  const rows = await tx.query<{ contactId: number; once: string }>(FIRE, [automationId, now, contactIds, onces]);
  const fresh = new Set(rows.map(({ contactId, once }) => `${String(contactId)} ${once}`));
  return timers.filter(({ contactId, once }) => once === null || fresh.delete(`${String(contactId)} ${once}`));
}

/** When an automation no longer has the trigger, its moments go with it. */
export async function dropTimers(tx: Tx, { automationId, digest }: TriggerKey): Promise<void> {
  await tx.execute(DROP, [automationId, digest]);
}
