import type { Migration } from '#libs/db';

export const audiences: Migration = {
  name: '0034-audiences',
  up: `
-- Lists of people at an advertising platform: an entry of the registry of audience providers and its settings.
CREATE TABLE audiences (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  provider    text NOT NULL,
  -- May hold secrets: never shown again.
  settings    jsonb NOT NULL,
  -- Why nothing is sent until somebody has changed the settings: a token that is over, a list that is blocked.
  blocked     text,
  -- One process at a time, so that who is added and then taken off ends up off.
  lease_until timestamptz,
  attempt     integer NOT NULL DEFAULT 0,
  -- Failures in a row, and when it is tried again.
  failures    integer NOT NULL DEFAULT 0,
  due_at      timestamptz NOT NULL,
  last_error  text,
  synced_at   timestamptz,
  created_at  timestamptz NOT NULL
);
-- Who is to be added or taken off: a row before it is a call, as a mail is.
CREATE TABLE audience_changes (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Whom it is about; 0 = somebody who was erased.
  contact_id  bigint NOT NULL,
  source_kind text NOT NULL,
  source_id   bigint NOT NULL,
  occurrence  text NOT NULL,
  audience_id bigint NOT NULL REFERENCES audiences (id) ON DELETE CASCADE,
  op          text NOT NULL CHECK (op IN ('add', 'remove')),
  -- How the platform knows the person; the address itself is not kept here.
  hash        text NOT NULL,
  state       text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed', 'skipped')),
  error       text,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  UNIQUE (contact_id, source_kind, source_id, occurrence)
);
CREATE INDEX audience_changes_pending ON audience_changes (audience_id, id) WHERE state = 'pending';
CREATE INDEX audience_changes_contact ON audience_changes (contact_id, audience_id, id);
`,
  down: `
DROP TABLE audience_changes, audiences;
`,
};
