import type { Migration } from '#libs/db';

export const failedBuildDetails: Migration = {
  name: '0058-failed-build-details',
  up: `
-- What the database said itself, beside the reason in plain words.
ALTER TABLE segments ADD COLUMN build_error_detail text;
`,
  down: `
ALTER TABLE segments DROP COLUMN build_error_detail;
`,
};
