import { chainText } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { windowStart } from '../time/duration.js';
import type { Entry } from './entry-candidates.js';

// Only whom the entry rules would have let in: whoever they keep out was not kept out by this. One row for each contact,
// so that a circle that is tried again and again does not fill the table.
const NOTE = `
  INSERT INTO entry_refusals (automation_id, contact_id, reason, led_by, event, at)
  SELECT DISTINCT ON (entry.contact_id) $1::bigint, entry.contact_id, 'circle', led_by::bigint[], event, $2::timestamptz
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::jsonb[]) WITH ORDINALITY
    AS entry (contact_id, run_key, led_by, event, position)
  JOIN contacts ON contacts.id = entry.contact_id
  WHERE NOT EXISTS (SELECT FROM enrolments earlier
    WHERE earlier.automation_id = $1 AND earlier.contact_id = entry.contact_id AND earlier.run_key = entry.run_key
      AND ($7 OR ($8 AND earlier.state IN ('active', 'stuck')) OR earlier.entered_at > $9::timestamptz))
  ORDER BY entry.contact_id, position DESC
  ON CONFLICT (automation_id, contact_id) DO UPDATE SET led_by = excluded.led_by, event = excluded.event, at = excluded.at`;

/** Keeps whom an automation did not take in because it would have gone round in a circle. */
export async function noteCircles(
  tx: Tx,
  { id, entry: { again, cooldown } }: CompiledAutomation,
  entries: readonly Entry[],
  now: Date,
): Promise<void> {
  await tx.execute(NOTE, [
    ...[id, now],
    entries.map(({ contactId }) => contactId),
    entries.map(({ runKey }) => runKey),
    entries.map(({ ledBy = null }) => chainText(ledBy)),
    entries.map(({ event }) => JSON.stringify(event)),
    ...[again === 'never', again === 'after_exit', cooldown === null ? null : windowStart(now, cooldown)],
  ]);
}
