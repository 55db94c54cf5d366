import type { Migration } from '#libs/db';

/**
 * A mail that is sent keeps its place in the ledger: no index holds what that changes, and its page has room for the
 * longer row, so PostgreSQL writes no index entry for it (HOT). With the state in an index it wrote three.
 * Whoever is looked for by the state has a reason, too, but for those who wait or were sent: these are most of a source.
 */
export const mailsEndInPlace: Migration = {
  name: '0060-mails-end-in-place',
  up: `
UPDATE messages SET reason = 'unknown' WHERE reason IS NULL AND state NOT IN ('pending', 'sent');
ALTER TABLE messages ADD CONSTRAINT messages_reason_check CHECK (reason IS NOT NULL OR state IN ('pending', 'sent'));
DROP INDEX messages_source;
CREATE INDEX messages_source ON messages (source_kind, source_id, contact_id);
CREATE INDEX messages_with_reason ON messages (source_kind, source_id, contact_id) WHERE reason IS NOT NULL;
ALTER TABLE messages SET (fillfactor = 45);
`,
  down: `
ALTER TABLE messages RESET (fillfactor), DROP CONSTRAINT messages_reason_check;
DROP INDEX messages_source, messages_with_reason;
CREATE INDEX messages_source ON messages (source_kind, source_id, state);
`,
};
