import type { Migration } from '#libs/db';

export const heldRuns: Migration = {
  name: '0057-held-runs',
  up: `
-- Since when a run has been held with its whole batch; error says why, as for a step that is tried again.
ALTER TABLE enrolments ADD COLUMN held_since timestamptz;
CREATE INDEX enrolments_in_trouble ON enrolments (automation_id) WHERE state = 'active' AND error IS NOT NULL;
`,
  down: `
DROP INDEX enrolments_in_trouble;
ALTER TABLE enrolments DROP COLUMN held_since;
`,
};
