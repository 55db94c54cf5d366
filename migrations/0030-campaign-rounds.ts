import type { Migration } from '#libs/db';

/** Rounds after the first: what each was asked for, when it is to start, and whether it could. */
export const campaignRounds: Migration = {
  name: '0030-campaign-rounds',
  up: `
ALTER TABLE campaign_rounds
  -- A round to failed may include those of whom nobody knows whether they got it.
  ADD COLUMN unknown boolean NOT NULL DEFAULT false,
  -- NULL: at once.
  ADD COLUMN send_at timestamptz,
  -- When the audience began to be written; completed_at: when it was complete.
  ADD COLUMN started_at timestamptz,
  -- Why it did not start at its time.
  ADD COLUMN failure text;
UPDATE campaign_rounds SET started_at = created_at;
-- Fifty equal requests are one round. Also the way to what is to start or to be written.
CREATE UNIQUE INDEX campaign_rounds_open ON campaign_rounds (campaign_id) WHERE cursor IS NOT NULL;
`,
  down: `
DROP INDEX campaign_rounds_open;
ALTER TABLE campaign_rounds DROP COLUMN failure, DROP COLUMN started_at, DROP COLUMN send_at, DROP COLUMN unknown;
`,
};
