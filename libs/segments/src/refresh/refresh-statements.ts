import { CHANGE_SHARDS } from '#libs/contacts';
import { countMoved } from '../members/write-differences.js';

/** Parameters before those of the condition. First build: segment id, now. Rebuild: also revision and cause. */
export const FIRST_BUILD_PARAMS = 2;
export const REBUILD_PARAMS = 4;

/**
 * The first build: there are no members yet, and finding people is no change of theirs, so neither history nor
 * the change log hears of it.
 */
export function firstBuild(matching: string): string {
  return `
  WITH moved AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT $1::bigint, matching.id, $2::timestamptz FROM (${matching}) matching
    RETURNING segment_id, contact_id, true AS entered
  ), ${countMoved()}
  SELECT count(*) AS moved FROM moved`;
}

/**
 * After an edit: only differences are written, history and (quiet) changes with them. Whoever has a live change in the
 * log, or had one while this refresh was on, is left out: the router judges them afterwards, so that what they caused
 * is live. The exclusions are read in the snapshot of the condition, which sees a change and its log row together.
 */
export function rebuild(matching: string): string {
  return `
  WITH difference AS MATERIALIZED (
    SELECT $1::bigint AS segment_id, coalesce(matching.id, member.contact_id) AS contact_id,
      matching.id IS NOT NULL AS entered
    FROM (${matching}) matching
    FULL JOIN (SELECT contact_id FROM segment_members WHERE segment_id = $1) member ON member.contact_id = matching.id
    WHERE matching.id IS NULL OR member.contact_id IS NULL
  ), later AS MATERIALIZED (
    SELECT contact_id FROM contact_changes WHERE NOT quiet
    UNION SELECT contact_id FROM segment_touched WHERE segment_id = $1 AND NOT quiet
  ), postponed AS (
    INSERT INTO segment_touched (segment_id, contact_id, quiet)
    SELECT segment_id, contact_id, true FROM difference WHERE contact_id IN (SELECT contact_id FROM later)
  ), moved AS MATERIALIZED (
    SELECT * FROM difference WHERE NOT EXISTS (SELECT FROM later WHERE later.contact_id = difference.contact_id)
  ), entered AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT segment_id, contact_id, $2::timestamptz FROM moved WHERE entered
  ), gone AS (
    DELETE FROM segment_members USING moved
    WHERE NOT moved.entered AND segment_members.segment_id = $1 AND segment_members.contact_id = moved.contact_id
  ), logged AS (
    INSERT INTO contact_changes (shard, contact_id, dimension, old, new, quiet, at)
    SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'segment:' || $1, to_jsonb(NOT entered),
      to_jsonb(entered), true, $2::timestamptz
    FROM moved
  ), noted AS (
    INSERT INTO segment_history (segment_id, contact_id, entered, at, revision, why)
    SELECT segment_id, contact_id, entered, $2::timestamptz, $3::integer, jsonb_build_object('cause', $4::text)
    FROM moved
  ), ${countMoved()}
  SELECT count(*) AS moved FROM moved`;
}

/**
 * Asks the router to judge whom it left to the refresh; live when any of their changes was. Who was erased meanwhile
 * leaves without a trace.
 */
export const DRAIN_TOUCHED = `
  WITH touched AS (
    DELETE FROM segment_touched WHERE segment_id = $1 RETURNING contact_id, quiet
  ), erased AS (
    SELECT DISTINCT contact_id FROM touched
    WHERE NOT EXISTS (SELECT FROM contacts WHERE contacts.id = touched.contact_id)
  ), moved AS (
    DELETE FROM segment_members USING erased
    WHERE segment_id = $1 AND segment_members.contact_id = erased.contact_id
    RETURNING segment_id, segment_members.contact_id, false AS entered
  ), ${countMoved()}, forgotten AS (
    DELETE FROM segment_history USING erased WHERE segment_id = $1 AND segment_history.contact_id = erased.contact_id
  )
  INSERT INTO contact_changes (shard, contact_id, dimension, quiet, at)
  SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'judge:' || $1, bool_and(quiet), $2::timestamptz
  FROM touched WHERE contact_id NOT IN (SELECT contact_id FROM erased) GROUP BY contact_id`;
