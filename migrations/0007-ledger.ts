import type { Migration } from '#libs/db';

export const ledger: Migration = {
  name: '0007-ledger',
  up: `
-- What makes messages, and whether it still may: a campaign's, automation's or sales' row here is set by its owner.
CREATE TABLE message_sources (
  kind     text NOT NULL,
  id       bigint NOT NULL,
  state    text NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
  topic_id bigint,
  priority smallint NOT NULL DEFAULT 5,
  PRIMARY KEY (kind, id)
);
CREATE TABLE messages (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Whom it is about; 0 = nobody.
  contact_id        bigint NOT NULL,
  source_kind       text NOT NULL,
  source_id         bigint NOT NULL,
  occurrence        text NOT NULL,
  class             text NOT NULL CHECK (class IN ('marketing', 'transactional', 'internal')),
  recipient_kind    text NOT NULL DEFAULT 'contact' CHECK (recipient_kind IN ('contact', 'user', 'address')),
  recipient_id      bigint,
  recipient_address text,
  topic_id          bigint,
  sender_id         bigint,
  template_id       bigint,
  template_version  integer,
  data              jsonb,
  -- Lower goes first: 0 transactional and internal, 3 automations, 5 campaigns.
  priority          smallint NOT NULL DEFAULT 5,
  state             text NOT NULL DEFAULT 'pending' CHECK (state IN
    ('pending', 'claimed', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'unknown')),
  reason            text,
  due_at            timestamptz NOT NULL DEFAULT now(),
  attempt           integer NOT NULL DEFAULT 0,
  lease_until       timestamptz,
  lease_owner       text,
  message_id        text,
  -- As rendered, for timeline and lists.
  subject           text,
  response          text,
  sent_at           timestamptz,
  bounced_at        timestamptz,
  complained_at     timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  request_id        text,
  UNIQUE (contact_id, source_kind, source_id, occurrence)
);
CREATE INDEX messages_due ON messages (priority, due_at, id) WHERE state IN ('pending', 'deferred');
CREATE INDEX messages_leased ON messages (lease_until) WHERE state IN ('claimed', 'sending');
CREATE INDEX messages_source ON messages (source_kind, source_id, state);
CREATE UNIQUE INDEX messages_message_id ON messages (message_id) WHERE message_id IS NOT NULL;
-- What happened to a message, append-only: the source of reports, timeline and the email condition.
CREATE TABLE message_events (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id bigint NOT NULL,
  contact_id bigint NOT NULL,
  kind       text NOT NULL CHECK (kind IN
    ('sent', 'opened', 'clicked', 'unsubscribed', 'bounced', 'complained', 'replied', 'failed', 'skipped')),
  at         timestamptz NOT NULL DEFAULT now(),
  machine    boolean NOT NULL DEFAULT false,
  link_index integer,
  url        text,
  ip         text,
  user_agent text,
  data       jsonb
);
CREATE INDEX message_events_message ON message_events (message_id, kind);
CREATE INDEX message_events_contact ON message_events (contact_id, kind, at);
`,
  down: `
DROP TABLE message_events, messages, message_sources;
`,
};
