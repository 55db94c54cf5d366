import type { Migration } from '#libs/db';

/**
 * What is yet to leave stands in a narrow table of its own, from the writing of a message to its end. A mail changes
 * its state three times on the way; in the ledger's wide rows each change cost an entry in five indexes, here it costs
 * none: no index holds what changes. The ledger's row is written when a mail begins and when it ends.
 */
export const messageQueue: Migration = {
  name: '0038-message-queue',
  up: `
CREATE TABLE message_queue (
  message_id       bigint PRIMARY KEY,
  -- Lower goes first.
  priority         smallint NOT NULL,
  source_kind      text NOT NULL,
  source_id        bigint NOT NULL,
  -- Whose turn it is: marketing mails of one source are a lane, all others of a kind share one.
  lane             bigint NOT NULL,
  due_at           timestamptz NOT NULL,
  state            text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'claimed', 'sending')),
  attempt          integer NOT NULL DEFAULT 0,
  -- The process that works on it; see message_owners.
  owner            text,
  -- Of the mail that is being handed over: what the ledger keeps when nobody can say any more whether it left.
  mail_id          text,
  template_version integer,
  subject          text
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 1);
CREATE INDEX message_queue_lane ON message_queue (priority, source_kind, lane, due_at, message_id);

-- Whoever does not renew in time is gone, and what it held is free again.
CREATE TABLE message_owners (
  owner       text PRIMARY KEY,
  lease_until timestamptz NOT NULL
);

-- Changes that are logged only when some condition reads them.
CREATE TABLE change_readers (
  dimension text PRIMARY KEY,
  wanted    boolean NOT NULL
);
INSERT INTO change_readers SELECT 'email:sent', EXISTS (SELECT FROM segments) OR EXISTS (SELECT FROM automations);

INSERT INTO message_queue (message_id, priority, source_kind, source_id, lane, due_at, attempt)
SELECT id, priority, source_kind, source_id, CASE class WHEN 'marketing' THEN source_id ELSE 0 END, due_at, attempt
FROM messages WHERE state IN ('pending', 'deferred', 'claimed');
-- Nobody runs while the schema moves: whether these left is not known.
UPDATE messages SET state = 'unknown', reason = 'worker.lost' WHERE state = 'sending';
UPDATE messages SET state = 'pending' WHERE state = 'claimed';
DROP INDEX messages_due, messages_leased, messages_message_id;
ALTER TABLE messages DROP COLUMN lease_until, DROP COLUMN lease_owner, DROP CONSTRAINT messages_state_check,
  ADD CONSTRAINT messages_state_check CHECK (state IN ('pending', 'sent', 'deferred', 'failed', 'skipped', 'unknown'));
`,
  down: `
ALTER TABLE messages ADD COLUMN lease_until timestamptz, ADD COLUMN lease_owner text, DROP CONSTRAINT messages_state_check,
  ADD CONSTRAINT messages_state_check CHECK (state IN
    ('pending', 'claimed', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'unknown'));
UPDATE messages SET state = 'unknown', reason = 'worker.lost' FROM message_queue queue
WHERE queue.message_id = messages.id AND queue.state = 'sending';
CREATE INDEX messages_due ON messages (priority, due_at, id) WHERE state IN ('pending', 'deferred');
CREATE INDEX messages_leased ON messages (lease_until) WHERE state IN ('claimed', 'sending');
CREATE UNIQUE INDEX messages_message_id ON messages (message_id) WHERE message_id IS NOT NULL;
DROP TABLE message_queue, message_owners, change_readers;
`,
};
