import { chainText } from '#libs/contacts';
import { prepared, type Tx } from '#libs/db';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { windowStart } from '../time/duration.js';
import type { Entry } from './entry-candidates.js';

export interface Enrolled {
  readonly id: number;
  readonly contactId: number;
  readonly requestId: string | null;
}

/** Who enters one automation under the same rules. */
export interface EntryBatch {
  readonly automation: CompiledAutomation;
  readonly entries: readonly Entry[];
  /** How many more it takes; null = without limit. */
  readonly room: number | null;
  /** Whether they try the automation. */
  readonly test: boolean;
}

const RESTART = prepared(`
  UPDATE enrolments SET state = 'exited', exit_reason = 'restarted', ended_at = $1, due_at = NULL, held_until = NULL
  FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[])
    AS entry (automation_id, contact_id, run_key, cool_since)
  WHERE enrolments.automation_id = entry.automation_id AND enrolments.contact_id = entry.contact_id
    AND enrolments.run_key = entry.run_key AND state IN ('active', 'stuck')
    AND (cool_since IS NULL OR enrolments.entered_at <= cool_since)`);

// NOT EXISTS keeps the rules over versions (an older one may have had others); the unique indexes decide races:
// enrolments_active for every rule, enrolments_once for "never again".
const ENTER = prepared(`
  INSERT INTO enrolments (automation_id, version, contact_id, run_key, once, step, due_at, event, entered_at, step_at,
    request_id, led_by, state, exit_reason, ended_at, test)
  SELECT automation_id, version, contact_id, run_key, once, step, CASE WHEN NOT restarted THEN $1::timestamptz END, event,
    entered_at, entered_at, request_id, led_by::bigint[], CASE WHEN restarted THEN 'exited' ELSE 'active' END,
    CASE WHEN restarted THEN 'restarted' END, CASE WHEN restarted THEN $1::timestamptz END, test
  FROM (
    SELECT rules.*, entry.*, row_number() OVER (PARTITION BY entry.batch ORDER BY position) AS place
    FROM unnest($2::int[], $3::bigint[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::text[], $8::boolean[], $9::text[])
      WITH ORDINALITY AS entry (batch, contact_id, run_key, event, entered_at, request_id, restarted, led_by, position)
    JOIN unnest($10::bigint[], $11::int[], $12::boolean[], $13::text[], $14::timestamptz[], $15::int[], $16::boolean[])
      WITH ORDINALITY AS rules (automation_id, version, once, step, cool_since, room, test, number) ON number = batch
    JOIN contacts ON contacts.id = entry.contact_id
    WHERE NOT EXISTS (SELECT FROM enrolments earlier
      WHERE earlier.automation_id = rules.automation_id AND earlier.contact_id = entry.contact_id
        AND earlier.run_key = entry.run_key
        AND (rules.once OR earlier.state IN ('active', 'stuck') OR earlier.entered_at > rules.cool_since))) AS free
  WHERE room IS NULL OR place <= room
  ORDER BY position
  ON CONFLICT DO NOTHING
  RETURNING id, contact_id AS "contactId", request_id AS "requestId"`);

/** Writes the runs that begin, of however many automations, by one statement; by two when some are restarted. */
export async function writeEntries(tx: Tx, batches: readonly EntryBatch[], now: Date): Promise<Enrolled[]> {
  const filled = batches.filter(({ entries, room }) => entries.length > 0 && room !== 0);
  if (filled.length === 0) return [];
  await restart(tx, filled, now);
  const all = filled.flatMap(({ entries }) => entries);
  const rule = (pick: (batch: EntryBatch) => unknown): unknown[] => filled.map(pick);
  const entry = (pick: (entry: Entry) => unknown): unknown[] => all.map(pick);
  return tx.query<Enrolled & Record<string, unknown>>(ENTER, [
    now,
    filled.flatMap(({ entries }, index) => entries.map(() => index + 1)),
    entry(({ contactId }) => contactId),
    entry(({ runKey }) => runKey),
    entry(({ event }) => JSON.stringify(event)),
    entry(({ enteredAt }) => enteredAt),
    entry(({ requestId }) => requestId),
    entry(({ restarted }) => restarted),
    entry(({ ledBy = null }) => chainText(ledBy)),
    rule(({ automation }) => automation.id),
    rule(({ automation }) => automation.version),
    rule(({ automation }) => automation.entry.again === 'never'),
    rule(({ automation }) => automation.start),
    rule((batch) => coolSince(batch, now)),
    rule(({ room }) => room),
    rule(({ test }) => test),
  ]);
}

async function restart(tx: Tx, batches: readonly EntryBatch[], now: Date): Promise<void> {
  const again = batches.filter(({ automation }) => automation.entry.again === 'always');
  if (again.length === 0) return;
  const all = again.flatMap(({ entries }) => entries);
  const rule = (pick: (batch: EntryBatch) => unknown): unknown[] =>
    again.flatMap((batch) => batch.entries.map(() => pick(batch)));
  await tx.execute(RESTART, [
    now,
    rule(({ automation }) => automation.id),
    all.map(({ contactId }) => contactId),
    all.map(({ runKey }) => runKey),
    rule((batch) => coolSince(batch, now)),
  ]);
}

function coolSince({ automation: { entry } }: EntryBatch, now: Date): Date | null {
  return entry.cooldown === null ? null : windowStart(now, entry.cooldown);
}
