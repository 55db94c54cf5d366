import type { Migration } from '#libs/db';

export const contacts: Migration = {
  name: '0003-contacts',
  up: `
CREATE TABLE contacts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email       text,
  external_id text,
  first_name  text,
  last_name   text,
  phone       text,
  birth_date  date,
  gender      text,
  country     text,
  region      text,
  city        text,
  postcode    text,
  latitude    double precision,
  longitude   double precision,
  time_zone   text,
  locale      text,
  company     text,
  job_title   text,
  owner       bigint REFERENCES users (id) ON DELETE SET NULL,
  fields      jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contacts_email_prefix ON contacts (email text_pattern_ops);
-- Who is who: email (trimmed, lower case, domain as A-label), external_id, visitor; aliases after a merge.
CREATE TABLE contact_identities (
  kind       text NOT NULL CHECK (kind IN ('email', 'external_id', 'visitor')),
  value      text NOT NULL,
  contact_id bigint NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (kind, value)
);
CREATE INDEX contact_identities_contact ON contact_identities (contact_id);
CREATE TABLE fields (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key        text NOT NULL UNIQUE,
  label      text NOT NULL,
  type       text NOT NULL CHECK (type IN
    ('text', 'number', 'money', 'date', 'datetime', 'boolean', 'choice', 'set', 'url', 'phone')),
  options    jsonb NOT NULL DEFAULT '[]',
  category   text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE tags (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  -- What makes two names the same tag: NFC and lower case (see contracts: folded text).
  folded     text NOT NULL UNIQUE,
  color      text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE contact_tags (
  contact_id bigint NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  tag_id     bigint NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  source     text,
  added_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (contact_id, tag_id)
);
CREATE INDEX contact_tags_tag ON contact_tags (tag_id, contact_id);
CREATE TABLE topics (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug       text NOT NULL UNIQUE,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO topics (slug, name) VALUES ('newsletter', 'Newsletter'), ('tracking', 'Tracking of opens and clicks');
CREATE TABLE consents (
  contact_id   bigint NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  topic_id     bigint NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  status       text NOT NULL CHECK (status IN ('unconfirmed', 'subscribed', 'unsubscribed', 'cleaned', 'complained')),
  source       text,
  lawful_basis text,
  text_version text,
  ip           text,
  expires_at   timestamptz,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (contact_id, topic_id)
);
CREATE INDEX consents_topic ON consents (topic_id, status, contact_id);
-- Append-only proof of every change of consent.
CREATE TABLE consent_log (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id   bigint NOT NULL,
  topic_id     bigint NOT NULL,
  old_status   text,
  status       text NOT NULL,
  source       text,
  lawful_basis text,
  text_version text,
  ip           text,
  actor        text,
  at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consent_log_contact ON consent_log (contact_id, id);
CREATE TABLE suppressions (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email      text NOT NULL UNIQUE,
  reason     text NOT NULL,
  source     text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE contact_notes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id bigint NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  author_id  bigint REFERENCES users (id) ON DELETE SET NULL,
  body       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contact_notes_contact ON contact_notes (contact_id, id);
-- The change log, consumed by delete. dimension says what changed: created (everything), field:<key>, tags,
-- consent:<slug>, event:<name>, email:<action>, segment:<id>. old/new for tags: the name; ref: the event's id.
-- quiet changes (imports, old events) update segments but start no run.
CREATE TABLE contact_changes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard      smallint NOT NULL,
  contact_id bigint NOT NULL,
  dimension  text NOT NULL,
  old        jsonb,
  new        jsonb,
  ref        bigint,
  quiet      boolean NOT NULL DEFAULT false,
  at         timestamptz NOT NULL DEFAULT now(),
  request_id text
);
CREATE INDEX contact_changes_shard ON contact_changes (shard, id);
-- Changes that a consumer could not take, kept for people to look at: everything else goes on.
CREATE TABLE change_failures (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id bigint NOT NULL,
  consumer   text NOT NULL,
  error      text NOT NULL,
  changes    jsonb NOT NULL,
  at         timestamptz NOT NULL
);
CREATE INDEX change_failures_contact ON change_failures (contact_id);
-- Its row lock is the lease of a router: a killed process loses it with its connection.
CREATE TABLE change_shards (shard smallint PRIMARY KEY);
INSERT INTO change_shards SELECT generate_series(0, 15);
CREATE TABLE imports (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL,
  status        text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
  file_name     text,
  file_path     text,
  -- How to read the file: { encoding, delimiter, newline }, and the names of its columns.
  dialect       jsonb NOT NULL,
  header        jsonb NOT NULL,
  mapping       jsonb NOT NULL,
  options       jsonb NOT NULL,
  bytes_total   bigint NOT NULL DEFAULT 0,
  bytes_done    bigint NOT NULL DEFAULT 0,
  rows          bigint NOT NULL DEFAULT 0,
  created       bigint NOT NULL DEFAULT 0,
  updated       bigint NOT NULL DEFAULT 0,
  skipped       bigint NOT NULL DEFAULT 0,
  failed        bigint NOT NULL DEFAULT 0,
  kept_consents bigint NOT NULL DEFAULT 0,
  error         text,
  lease_until   timestamptz,
  attempt       integer NOT NULL DEFAULT 0,
  created_by    bigint REFERENCES users (id) ON DELETE SET NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  finished_at   timestamptz
);
CREATE INDEX imports_open ON imports (lease_until) WHERE status IN ('queued', 'running');
-- What an import has done to whom, as long as it runs: its rows overwrite each other, other values only as asked.
CREATE UNLOGGED TABLE import_seen (
  import_id bigint NOT NULL,
  -- The contact's id; in a trial, the identity of one that would be made.
  key       text NOT NULL,
  created   boolean NOT NULL,
  filled    text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (import_id, key)
);
CREATE TABLE import_errors (
  import_id bigint NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  row       bigint NOT NULL,
  column_name text,
  code      text NOT NULL,
  message   text NOT NULL,
  raw       text
);
CREATE INDEX import_errors_import ON import_errors (import_id, row);
`,
  down: `
DROP TABLE import_errors, import_seen, imports, change_shards, change_failures, contact_changes, contact_notes, suppressions, consent_log, consents,
  topics, contact_tags, tags, fields, contact_identities, contacts;
`,
};
