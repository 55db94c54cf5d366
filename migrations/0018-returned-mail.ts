import type { Migration } from '#libs/db';

export const returnedMail: Migration = {
  name: '0018-returned-mail',
  up: `
-- A mail bounces once and is complained about once, however often and by whatever way the report comes.
DELETE FROM message_events a USING message_events b
  WHERE a.kind IN ('bounced', 'complained') AND b.kind = a.kind AND b.message_id = a.message_id AND b.id < a.id;
CREATE UNIQUE INDEX message_events_once ON message_events (message_id, kind) WHERE kind IN ('bounced', 'complained');
-- A reader may answer often; the same answer counts once. data.key is the Message-ID of the answer.
CREATE UNIQUE INDEX message_events_replies ON message_events (message_id, (data->>'key')) WHERE kind = 'replied';
-- Mail of which the last word was "not now", until it is delivered to that address again.
CREATE TABLE soft_bounces (
  email      text NOT NULL,
  message_id bigint NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (email, message_id)
);
CREATE INDEX soft_bounces_at ON soft_bounces (at);
-- Where returned mail is fetched from or reported by: an entry of the registry of return sources and its settings.
CREATE TABLE return_sources (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type        text NOT NULL,
  name        text NOT NULL,
  -- May hold secrets: never shown again.
  settings    jsonb NOT NULL,
  enabled     boolean NOT NULL DEFAULT true,
  -- Of sources that are asked: when, by whom, and where to go on.
  due_at      timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  state       jsonb NOT NULL DEFAULT '{}',
  last_at     timestamptz,
  last_error  text,
  created_at  timestamptz NOT NULL DEFAULT now()
);
-- What came back, as it came. message_id is the ledger's, NULL when it belongs to no mail of ours.
CREATE TABLE returned_mails (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL,
  -- smtp, or the type of the return source.
  source      text NOT NULL,
  -- Of the bytes, or the provider's id of its event: the same thing is stored once.
  fingerprint text NOT NULL UNIQUE,
  kind        text NOT NULL,
  reason      text,
  status      text,
  diagnostic  text,
  address     text,
  from_header text,
  subject     text,
  message_id  bigint,
  contact_id  bigint,
  -- return_path, message_id; NULL when unmatched.
  matched_by  text,
  raw         bytea
);
CREATE INDEX returned_mails_received ON returned_mails (received_at);
CREATE INDEX returned_mails_unmatched ON returned_mails (id) WHERE message_id IS NULL;
CREATE INDEX returned_mails_contact ON returned_mails (contact_id) WHERE contact_id IS NOT NULL;
-- One-time values of signed webhooks.
CREATE TABLE hook_nonces (
  nonce text PRIMARY KEY,
  at    timestamptz NOT NULL
);
`,
  down: `
DROP TABLE hook_nonces, returned_mails, return_sources, soft_bounces;
DROP INDEX message_events_replies, message_events_once;
`,
};
