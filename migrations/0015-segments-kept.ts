import type { Migration } from '#libs/db';

/** Versions of conditions, why members moved, sizes by day; folder and owner. */
export const segmentsKept: Migration = {
  name: '0015-segments-kept',
  up: `
ALTER TABLE segments
  ADD COLUMN folder text,
  ADD COLUMN owner_id bigint REFERENCES users (id) ON DELETE SET NULL,
  -- When members were first known: no size is told for days before.
  ADD COLUMN first_built_at timestamptz,
  -- Of the build that is under way, and how long the last one took: what progress is told by.
  ADD COLUMN build_started_at timestamptz,
  ADD COLUMN build_ms integer;
UPDATE segments SET first_built_at = created_at WHERE kind = 'static' OR built_revision IS NOT NULL;
-- What a segment meant, by the number of the edit. Never changed; gone with the segment.
CREATE TABLE segment_versions (
  segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  revision   integer NOT NULL,
  condition  jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by bigint REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (segment_id, revision)
);
INSERT INTO segment_versions (segment_id, revision, condition, created_at)
SELECT id, revision, condition, updated_at FROM segments WHERE condition IS NOT NULL;
-- why: { cause, changes?: [{ dimension, old, new }], clauses?: [path] }; revision: of the condition that moved them.
ALTER TABLE segment_history ADD COLUMN revision integer, ADD COLUMN why jsonb;
-- The size at the end of each day in the organisation's zone, and who moved on it. Closed some minutes after midnight.
CREATE TABLE segment_sizes (
  segment_id bigint NOT NULL,
  day        date NOT NULL,
  members    bigint NOT NULL,
  entered    bigint NOT NULL,
  gone       bigint NOT NULL,
  PRIMARY KEY (segment_id, day)
);
-- Sizes are worked out backwards from now: by time, for all segments at once.
CREATE INDEX segment_history_at ON segment_history (at, segment_id) INCLUDE (entered);
-- Which version of each segment a campaign was sent by, as its report shows it.
CREATE TABLE campaign_segments (
  campaign_id bigint NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  round       integer NOT NULL,
  segment_id  bigint NOT NULL,
  revision    integer NOT NULL,
  PRIMARY KEY (campaign_id, round, segment_id)
);
`,
  down: `
DROP TABLE campaign_segments, segment_sizes, segment_versions;
DROP INDEX segment_history_at;
ALTER TABLE segment_history DROP COLUMN why, DROP COLUMN revision;
ALTER TABLE segments DROP COLUMN build_ms, DROP COLUMN build_started_at, DROP COLUMN first_built_at,
  DROP COLUMN owner_id, DROP COLUMN folder;
`,
};
