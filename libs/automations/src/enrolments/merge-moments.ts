import { type ContactMerge, notedRows, noteRows } from '#libs/contacts';
import type { Tx } from '#libs/db';

/** Rows without an id, one for each contact and key: what the kept contact has stays, what it lacks comes over. */
interface Keyed {
  readonly table: 'trigger_timers' | 'trigger_firings' | 'entry_refusals';
  /** The columns beside contact_id, those of the key first. */
  readonly columns: readonly string[];
  /** What tells that a row is still the one that came over. */
  readonly same: string;
  /** Rows that are worth giving back; $3 is now. */
  readonly alive: string;
}

// A moment that has passed since was the kept contact's.
const TIMERS: Keyed = {
  table: 'trigger_timers',
  columns: ['automation_id', 'trigger', 'subject', 'due_at', 'once', 'event', 'request_id'],
  same: 'mine.trigger = came.trigger AND mine.subject = came.subject AND mine.due_at = came.due_at',
  alive: 'came.due_at > $3',
};

const FIRINGS: Keyed = {
  table: 'trigger_firings',
  columns: ['automation_id', 'once', 'at'],
  same: 'mine.once = came.once AND mine.at = came.at',
  alive: '$3::timestamptz IS NOT NULL',
};

const REFUSALS: Keyed = {
  table: 'entry_refusals',
  columns: ['automation_id', 'reason', 'led_by', 'event', 'at'],
  same: 'mine.at = came.at',
  alive: '$3::timestamptz IS NOT NULL',
};

const ALL: readonly Keyed[] = [TIMERS, FIRINGS, REFUSALS];

const merge = ({ table, columns }: Keyed): string => `
  WITH gone AS (DELETE FROM ${table} WHERE contact_id = $1 RETURNING *),
  came AS (
    INSERT INTO ${table} (contact_id, ${columns.join(', ')}) SELECT $2::bigint, ${columns.join(', ')} FROM gone
    ORDER BY ${columns.slice(0, 3).join(', ')} ON CONFLICT DO NOTHING RETURNING *
  ), noted AS (${noteRows(table, 'gone', '$3')})
  ${noteRows(`${table}:came`, 'came', '$3')}`;

const take = ({ table, same }: Keyed): string => `
  DELETE FROM ${table} mine USING ${notedRows(`${table}:came`, table, '$2')} came
  WHERE mine.contact_id = $1 AND mine.automation_id = came.automation_id AND ${same}`;

const give = ({ table, columns, alive }: Keyed): string => `
  INSERT INTO ${table} (contact_id, ${columns.join(', ')})
  SELECT $1::bigint, ${columns.map((column) => `came.${column}`).join(', ')} FROM ${notedRows(table, table, '$2')} came
  JOIN automations ON automations.id = came.automation_id WHERE ${alive} ON CONFLICT DO NOTHING`;

// Looks are repeated by whoever has them: nothing to give back.
const MERGE_LOOKS = `
  WITH gone AS (DELETE FROM held_looks WHERE contact_id = $1 RETURNING dimension, due_at)
  INSERT INTO held_looks (contact_id, dimension, due_at) SELECT $2::bigint, dimension, due_at FROM gone
  ON CONFLICT DO NOTHING`;

/** What is to start later, what has fired and must not fire again, and what did not start. */
export async function mergeMoments(tx: Tx, { mergedId, keptId, id }: ContactMerge): Promise<void> {
  for (const keyed of ALL) await tx.execute(merge(keyed), [mergedId, keptId, id]);
  await tx.execute(MERGE_LOOKS, [mergedId, keptId]);
}

export async function giveMoments(tx: Tx, { mergedId, keptId, id }: ContactMerge, now: Date): Promise<void> {
  for (const keyed of ALL) {
    await tx.execute(take(keyed), [keptId, id]);
    await tx.execute(give(keyed), [mergedId, id, now]);
  }
}
