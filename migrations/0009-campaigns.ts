import type { Migration } from '#libs/db';

export const campaigns: Migration = {
  name: '0009-campaigns',
  up: `
CREATE TABLE campaigns (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name             text NOT NULL,
  template_id      bigint NOT NULL REFERENCES templates (id),
  template_version integer,
  topic_id         bigint NOT NULL REFERENCES topics (id),
  audience         jsonb NOT NULL,
  sender_id        bigint REFERENCES senders (id),
  send_at          timestamptz,
  status           text NOT NULL DEFAULT 'draft' CHECK (status IN
    ('draft', 'scheduled', 'sending', 'paused', 'completed', 'cancelled', 'failed')),
  failure          text,
  version          integer NOT NULL DEFAULT 1,
  created_by       bigint REFERENCES users (id) ON DELETE SET NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  started_at       timestamptz,
  completed_at     timestamptz
);
-- One row per send under the same report: the first, then those to failed or to who joined.
CREATE TABLE campaign_rounds (
  campaign_id  bigint NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  round        integer NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('first', 'failed', 'joined')),
  -- Contacts up to this id are in the ledger; NULL once the snapshot is complete.
  cursor       bigint DEFAULT 0,
  audience     bigint,
  lease_until  timestamptz,
  created_at   timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  PRIMARY KEY (campaign_id, round)
);
`,
  down: `
DROP TABLE campaign_rounds, campaigns;
`,
};
