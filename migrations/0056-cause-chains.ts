import type { Migration } from '#libs/db';

export const causeChains: Migration = {
  name: '0056-cause-chains',
  up: `
-- The automations whose steps led to a change or to a run, one setting off the next, the last at the end; NULL = it
-- came from outside. Automations that answer each other are stopped by its length.
ALTER TABLE contact_changes ADD COLUMN led_by bigint[];
ALTER TABLE enrolments ADD COLUMN led_by bigint[];
-- Whom an automation did not take in although its trigger, filter and entry rules would have: the latest time for each.
CREATE TABLE entry_refusals (
  automation_id bigint NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
  contact_id    bigint NOT NULL,
  reason        text NOT NULL CHECK (reason IN ('circle')),
  led_by        bigint[] NOT NULL,
  -- What triggered, so that the entry can be made up for.
  event         jsonb NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (automation_id, contact_id)
);
CREATE INDEX entry_refusals_contact ON entry_refusals (contact_id);
`,
  down: `
DROP TABLE entry_refusals;
ALTER TABLE enrolments DROP COLUMN led_by;
ALTER TABLE contact_changes DROP COLUMN led_by;
`,
};
