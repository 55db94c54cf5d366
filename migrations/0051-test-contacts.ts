import type { Migration } from '#libs/db';

export const testContacts: Migration = {
  name: '0051-test-contacts',
  up: `
-- Runs of those who try an automation: their waits are short, and no number counts them.
ALTER TABLE enrolments ADD COLUMN test boolean NOT NULL DEFAULT false;
CREATE INDEX enrolments_test ON enrolments (automation_id) WHERE test;
`,
  down: `
DROP INDEX enrolments_test;
ALTER TABLE enrolments DROP COLUMN test;
`,
};
