import type { Migration } from '#libs/db';

export const judgedHits: Migration = {
  name: '0028-judged-hits',
  up: `
-- What gives a program away and is seen only while it asks: head, prefetch. And why a hit is held to be a program's.
ALTER TABLE message_events ADD COLUMN asked_as text, ADD COLUMN signs text[];
-- Mails with hits, of that time, that have not been judged together with what happened around them: it is all work.
CREATE TABLE unjudged_hits (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id bigint NOT NULL,
  contact_id bigint NOT NULL,
  first_at   timestamptz NOT NULL,
  last_at    timestamptz NOT NULL
);
`,
  down: `
DROP TABLE unjudged_hits;
ALTER TABLE message_events DROP COLUMN asked_as, DROP COLUMN signs;
`,
};
