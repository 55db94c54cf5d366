import type { Migration } from '#libs/db';

/**
 * The mail as it left, of whatever is not marketing, in a table of its own: the ledger stays small, and a copy goes
 * when its time is over. Both indexes of the ledger leave mails of campaigns out, and hold nothing that changes, so these
 * mails cost no more than before.
 */
export const messageCopies: Migration = {
  name: '0061-message-copies',
  up: `
CREATE TABLE message_copies (
  message_id    bigint PRIMARY KEY,
  -- Which attempt it was: a copy counts only while the ledger speaks of the same one.
  attempt       integer NOT NULL,
  envelope_from text NOT NULL,
  envelope_to   text NOT NULL,
  -- Bytes of the mail; raw is the same in gzip.
  size          integer NOT NULL,
  raw           bytea NOT NULL,
  kept_at       timestamptz NOT NULL
);
-- It is compressed: a second time would only cost.
ALTER TABLE message_copies ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE INDEX message_copies_kept ON message_copies (kept_at);
CREATE INDEX messages_by_class ON messages (class, id) WHERE class <> 'marketing';
-- The address in lower case, by which lists are searched: written once, where recipient_address is written at the end
-- of a marketing mail, too, and an index over that would cost each of them an entry in every index.
ALTER TABLE messages ADD COLUMN sought_address text;
UPDATE messages SET sought_address = lower(recipient_address)
  WHERE class <> 'marketing' AND recipient_address IS NOT NULL;
CREATE INDEX messages_sought ON messages (sought_address text_pattern_ops) WHERE sought_address IS NOT NULL;
`,
  down: `
DROP INDEX messages_sought, messages_by_class;
ALTER TABLE messages DROP COLUMN sought_address;
DROP TABLE message_copies;
`,
};
