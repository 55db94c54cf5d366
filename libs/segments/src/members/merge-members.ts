import { appendChanges, type ContactMerge, noteRows } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { standBehindFence } from '../live/fence.js';
import { MERGED } from '../live/why-moved.js';
import { countMoved, type MovedMember } from './write-differences.js';
import { writeHistory } from './write-history.js';

// Static memberships come over with the time at which they began. Those of dynamic segments end: the kept contact is
// judged anew. A build that has begun may still find the merged contact: noted, so that it is taken out after that.
const MERGE = `
  WITH gone AS (
    DELETE FROM segment_members WHERE contact_id = $1 RETURNING segment_id, contact_id, entered_at
  ), came AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT segment_id, $2::bigint, gone.entered_at FROM gone JOIN segments ON segments.id = segment_id
    WHERE kind = 'static' ORDER BY segment_id ON CONFLICT DO NOTHING RETURNING segment_id, contact_id, entered_at
  ), moved AS (
    SELECT segment_id, contact_id, false AS entered FROM gone UNION ALL SELECT segment_id, contact_id, true FROM came
  ), ${countMoved()}, touched AS (
    DELETE FROM segment_touched WHERE contact_id = $1
  ), building AS (
    INSERT INTO segment_touched (segment_id, contact_id, quiet) SELECT id, $1::bigint, true FROM segments WHERE refreshing
  ), noted AS (${noteRows('segment_members', 'gone', '$3')}
  ), noted_came AS (${noteRows('segment_members:came', 'came', '$3')})
  SELECT segment_id AS "segmentId", contact_id AS "contactId", entered FROM moved`;

const rowsOf = (part: string): string => `
  (SELECT member.* FROM contact_merge_parts,
    jsonb_to_recordset(rows) AS member (segment_id bigint, entered_at timestamptz) WHERE merge_id = $3 AND part = '${part}')`;

// Put in anew since the merge, the kept contact stays in.
const GIVE = `
  WITH back AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT segment_id, $1::bigint, member.entered_at FROM ${rowsOf('segment_members')} member
    JOIN segments ON segments.id = segment_id WHERE kind = 'static' ORDER BY segment_id ON CONFLICT DO NOTHING
    RETURNING segment_id, contact_id
  ), gone AS (
    DELETE FROM segment_members USING ${rowsOf('segment_members:came')} came
    WHERE contact_id = $2 AND segment_members.segment_id = came.segment_id
      AND segment_members.entered_at = came.entered_at
    RETURNING segment_members.segment_id, contact_id
  ), moved AS (
    SELECT segment_id, contact_id, true AS entered FROM back UNION ALL SELECT segment_id, contact_id, false FROM gone
  ), ${countMoved()}
  SELECT segment_id AS "segmentId", contact_id AS "contactId", entered FROM moved`;

const DYNAMIC = `SELECT id FROM segments WHERE kind = 'dynamic' AND archived_at IS NULL ORDER BY id`;

/**
 * What is true of the kept contact only now may start automations, like any other change. Where one of the two was in
 * the segment already, nothing new has happened to the person.
 */
export async function mergeMembers(tx: Tx, merge: ContactMerge): Promise<void> {
  await standBehindFence(tx);
  const moved = await tx.query<MovedMember & Record<string, unknown>>(MERGE, [merge.mergedId, merge.keptId, merge.id]);
  await tell(tx, moved, merge.keptId, merge.at);
  const known = new Set(moved.filter(({ entered }) => !entered).map(({ segmentId }) => segmentId));
  if (!merge.again) await askAll(tx, merge.keptId, (segment) => known.has(segment));
}

/** Both are judged anew, and nothing starts because of it. */
export async function giveMembers(tx: Tx, { id, mergedId, keptId }: ContactMerge, now: Date): Promise<void> {
  await standBehindFence(tx);
  const moved = await tx.query<MovedMember & Record<string, unknown>>(GIVE, [mergedId, keptId, id]);
  await tell(tx, moved, keptId, now);
  await askAll(tx, keptId, () => true);
}

async function tell(tx: Tx, moved: readonly MovedMember[], keptId: number, at: Date): Promise<void> {
  const why = { cause: 'merge' } as const;
  await writeHistory(
    tx,
    moved.map((one) => ({ ...one, revision: null, why })),
    at,
  );
  await appendChanges(
    tx,
    moved
      .filter(({ contactId }) => contactId === keptId)
      .map(({ segmentId, contactId, entered }) => ({
        contactId,
        dimension: `segment:${segmentId}`,
        old: !entered,
        new: entered,
        quiet: true,
      })),
  );
}

async function askAll(tx: Tx, contactId: number, isQuiet: (segmentId: number) => boolean): Promise<void> {
  const segments = await tx.query<{ id: number }>(DYNAMIC);
  await appendChanges(
    tx,
    segments.map(({ id }) => ({ contactId, dimension: `judge:${id}`, new: MERGED, quiet: isQuiet(id) })),
  );
}
