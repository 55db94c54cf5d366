import type { Migration } from '#libs/db';

export const segments: Migration = {
  name: '0005-segments',
  up: `
CREATE TABLE segments (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug        text NOT NULL UNIQUE,
  name        text NOT NULL,
  description text,
  color       text,
  kind        text NOT NULL DEFAULT 'dynamic' CHECK (kind IN ('dynamic', 'static')),
  condition   jsonb,
  status      text NOT NULL DEFAULT 'building' CHECK (status IN ('building', 'ready')),
  -- While a full refresh runs, the router notes who it judged meanwhile in segment_touched; they are judged again after.
  refreshing  boolean NOT NULL DEFAULT false,
  refresh_due_at timestamptz,
  count       bigint NOT NULL DEFAULT 0,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);
CREATE TABLE segment_members (
  segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  contact_id bigint NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  entered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (segment_id, contact_id)
);
CREATE INDEX segment_members_contact ON segment_members (contact_id, segment_id);
CREATE TABLE segment_touched (
  segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  contact_id bigint NOT NULL
);
CREATE INDEX segment_touched_segment ON segment_touched (segment_id);
CREATE TABLE segment_history (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  contact_id bigint NOT NULL,
  entered    boolean NOT NULL,
  at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX segment_history_contact ON segment_history (contact_id, id);
CREATE INDEX segment_history_segment ON segment_history (segment_id, id);
`,
  down: `
DROP TABLE segment_history, segment_touched, segment_members, segments;
`,
};
