import type { Migration } from '#libs/db';

export const failedBuilds: Migration = {
  name: '0054-failed-builds',
  up: `
-- Why the members could not be worked out, how often in a row, and when that is tried again.
ALTER TABLE segments ADD COLUMN build_error text, ADD COLUMN build_failures integer NOT NULL DEFAULT 0,
  ADD COLUMN build_retry_at timestamptz;
`,
  down: `
ALTER TABLE segments DROP COLUMN build_error, DROP COLUMN build_failures, DROP COLUMN build_retry_at;
`,
};
