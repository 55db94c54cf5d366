import type { Migration } from '#libs/db';

export const heldLooks: Migration = {
  name: '0049-held-looks',
  up: `
-- Goals and waits count opens and clicks only after a while: whom to look at again, and when.
CREATE TABLE held_looks (
  contact_id bigint NOT NULL,
  dimension  text NOT NULL,
  due_at     timestamptz NOT NULL,
  PRIMARY KEY (contact_id, dimension, due_at)
);
CREATE INDEX held_looks_due ON held_looks (due_at);
`,
  down: `
DROP TABLE held_looks;
`,
};
