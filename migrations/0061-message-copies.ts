import type { Migration } from '#libs/db';

/**
 * The mail as it left, of whatever is not marketing, in a table of its own: the ledger stays small, and a copy goes
 * when its time is over. Both indexes of the ledger leave mails of campaigns out, so these cost nothing.
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
CREATE INDEX messages_recipient ON messages (lower(recipient_address) text_pattern_ops)
  WHERE recipient_address IS NOT NULL;
`,
  down: `
DROP INDEX messages_recipient, messages_by_class;
DROP TABLE message_copies;
`,
};
