import type { Migration } from '#libs/db';

export const activity: Migration = {
  name: '0004-activity',
  up: `
CREATE TABLE events (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id  bigint NOT NULL,
  name        text NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  value       numeric,
  currency    text,
  properties  jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX events_contact ON events (contact_id, name, occurred_at);
CREATE INDEX events_name ON events (name, occurred_at, contact_id);
-- Makes the second delivery of an event a no-op, for 13 months.
CREATE TABLE event_keys (
  key         text PRIMARY KEY,
  event_id    bigint,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX event_keys_received ON event_keys (received_at);
`,
  down: `
DROP TABLE event_keys, events;
`,
};
