import type { ConditionEvaluator } from '#libs/conditions';
import type { Tx } from '#libs/db';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { windowStart } from '../time/duration.js';
import { selectEntries, type Candidate } from './entry-candidates.js';
import { entryOf } from './test-entry.js';

/** What keeps somebody out who was to be put in: first things first. */
export type EntryObstacle = 'unknown_contact' | 'filter' | 'active' | 'cooldown' | 'entered' | 'limit';

interface Past extends Record<string, unknown> {
  readonly contactId: number;
  readonly known: boolean;
  readonly active: boolean;
  readonly entered: boolean;
  /** When it entered last. */
  readonly last: Date | null;
}

const PAST = `
  SELECT entry.contact_id AS "contactId", contacts.id IS NOT NULL AS known,
    coalesce(bool_or(earlier.state IN ('active', 'stuck')), false) AS active,
    count(earlier.id) > 0 AS entered, max(earlier.entered_at) AS last
  FROM unnest($2::bigint[], $3::text[]) AS entry (contact_id, run_key)
  LEFT JOIN contacts ON contacts.id = entry.contact_id
  LEFT JOIN enrolments earlier ON earlier.automation_id = $1 AND earlier.contact_id = entry.contact_id
    AND earlier.run_key = entry.run_key
  GROUP BY entry.contact_id, contacts.id`;

/** Why each of those did not enter, by contact. In the transaction that tried to let them in. */
export async function findObstacles(
  tx: Tx,
  { automation, conditions }: { automation: CompiledAutomation; conditions: ConditionEvaluator },
  candidates: readonly Candidate[],
  now: Date,
): Promise<ReadonlyMap<number, EntryObstacle>> {
  if (candidates.length === 0) return new Map();
  const entries = selectEntries(candidates, automation.entry);
  const past = await tx.query<Past>(PAST, [
    automation.id,
    entries.map(({ contactId }) => contactId),
    entries.map(({ runKey }) => runKey),
  ]);
  const { filter } = automation;
  const verdicts = filter ? await conditions.judge(tx, filter, candidates, now) : [];
  const refused = new Set(
    candidates.filter((_candidate, index) => verdicts[index] === false).map((one) => one.contactId),
  );
  return new Map(past.map((one) => [one.contactId, judge(one, refused.has(one.contactId), automation, now)]));
}

function judge(
  { contactId, known, active, entered, last }: Past,
  isRefused: boolean,
  automation: CompiledAutomation,
  now: Date,
): EntryObstacle {
  const { again, cooldown } = entryOf(automation, contactId);
  if (!known) return 'unknown_contact';
  if (isRefused) return 'filter';
  if (active && again !== 'always') return 'active';
  if (cooldown !== null && last !== null && last > windowStart(now, cooldown)) return 'cooldown';
  return entered && again === 'never' ? 'entered' : 'limit';
}
