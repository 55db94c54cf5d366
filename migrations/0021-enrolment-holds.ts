import type { Migration } from '#libs/db';

/** A run is taken by its row lock (decision 8): no attempt to compare, and a time only for batches that failed whole. */
export const enrolmentHolds: Migration = {
  name: '0021-enrolment-holds',
  up: `
ALTER TABLE enrolments DROP COLUMN attempt;
ALTER TABLE enrolments RENAME COLUMN lease_until TO held_until;
`,
  down: `
ALTER TABLE enrolments RENAME COLUMN held_until TO lease_until;
ALTER TABLE enrolments ADD COLUMN attempt integer NOT NULL DEFAULT 0;
`,
};
