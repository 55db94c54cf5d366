import type { Migration } from '#libs/db';

export const webhookDeliveries: Migration = {
  name: '0033-webhook-deliveries',
  up: `
-- Calls of other programs: a row before it is a call, as a mail is.
CREATE TABLE webhook_deliveries (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Whom it is about.
  contact_id   bigint NOT NULL,
  source_kind  text NOT NULL,
  source_id    bigint NOT NULL,
  occurrence   text NOT NULL,
  -- The webhook-id header: the same at every attempt, so that the receiver can tell a repetition.
  key          uuid NOT NULL DEFAULT gen_random_uuid(),
  url          text NOT NULL,
  -- Of the url: calls of one host are made side by side, and a slow one keeps nobody else waiting.
  host         text NOT NULL,
  headers      jsonb NOT NULL DEFAULT '{}',
  body         text NOT NULL,
  state        text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'skipped')),
  due_at       timestamptz NOT NULL,
  -- Counts the claims: the fence against a process that comes back late.
  attempt      integer NOT NULL DEFAULT 0,
  -- Attempts since it was written or asked for again.
  tries        integer NOT NULL DEFAULT 0,
  lease_until  timestamptz,
  status       integer,
  response     text,
  error        text,
  duration_ms  integer,
  delivered_at timestamptz,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  request_id   text,
  UNIQUE (contact_id, source_kind, source_id, occurrence)
);
-- By source, so that a paused one with a million calls costs nothing, and by host, so that each gets its turn.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (source_kind, source_id, host, due_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (lease_until) WHERE state = 'sending';
CREATE INDEX webhook_deliveries_source ON webhook_deliveries (source_kind, source_id, id);
`,
  down: `
DROP TABLE webhook_deliveries;
`,
};
