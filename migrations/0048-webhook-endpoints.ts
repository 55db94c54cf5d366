import type { Migration } from '#libs/db';

export const webhookEndpoints: Migration = {
  name: '0048-webhook-endpoints',
  up: `
-- What is signed with or sent along and never shown again: sealed under the installation's secret. Documents and rows
-- name it by its reference, which is worth nothing outside.
CREATE TABLE kept_secrets (
  ref        text PRIMARY KEY,
  sealed     text NOT NULL,
  -- Which secret of the installation it is sealed under.
  key_id     text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX kept_secrets_key ON kept_secrets (key_id);

-- Programs that steps call by name.
CREATE TABLE webhook_endpoints (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text NOT NULL,
  url           text NOT NULL,
  -- References to kept secrets: what calls are signed with, and the value of each header.
  secret        text NOT NULL,
  headers       jsonb NOT NULL DEFAULT '{}',
  enabled       boolean NOT NULL DEFAULT true,
  -- Why it was turned off by itself; null when somebody did it.
  off_reason    text CHECK (off_reason IN ('failing', 'gone')),
  -- Calls without success in a row, since when, and what the last one met.
  failures      integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  last_error    text,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  -- Versions that run may still name it: nothing is sent to it any more.
  deleted_at    timestamptz
);

ALTER TABLE webhook_deliveries
  ADD COLUMN endpoint_id bigint,
  -- Of an address of the step's own; null = what all share.
  ADD COLUMN secret text,
  DROP CONSTRAINT webhook_deliveries_state_check,
  -- Held: its endpoint is turned off.
  ADD CONSTRAINT webhook_deliveries_state_check
    CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'skipped', 'held'));
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, id) WHERE endpoint_id IS NOT NULL;
-- What is over is kept for a time.
CREATE INDEX webhook_deliveries_over ON webhook_deliveries (updated_at)
  WHERE state IN ('delivered', 'failed', 'skipped', 'held');
`,
  down: `
DELETE FROM webhook_deliveries WHERE state = 'held';
DROP INDEX webhook_deliveries_over, webhook_deliveries_endpoint;
ALTER TABLE webhook_deliveries
  DROP COLUMN endpoint_id,
  DROP COLUMN secret,
  DROP CONSTRAINT webhook_deliveries_state_check,
  ADD CONSTRAINT webhook_deliveries_state_check
    CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'skipped'));
DROP TABLE webhook_endpoints, kept_secrets;
`,
};
