import type { Migration } from '#libs/db';

export const throttles: Migration = {
  name: '0042-throttles',
  up: `
-- How fast the mail of a sender may leave; an empty document limits nothing.
ALTER TABLE senders ADD COLUMN limits jsonb NOT NULL DEFAULT '{}';

-- What all processes share: how far the allowance of a key has been used up. A key is a sender, or a sender and a
-- group of recipient domains.
CREATE TABLE throttle_buckets (
  key        text PRIMARY KEY,
  -- The theoretical arrival time of the next mail (GCRA); like the next in ms since 1970.
  next_at    double precision NOT NULL DEFAULT 0,
  -- Up to when mails that did not fit have been given times to come back.
  planned_at double precision NOT NULL DEFAULT 0,
  -- Of the warm-up: mails handed over on that day, in UTC.
  day        date,
  day_taken  integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Mails under way, by key and process. What a process held that is gone (message_owners) counts for nothing.
CREATE TABLE throttle_holds (
  key   text NOT NULL,
  owner text NOT NULL,
  held  integer NOT NULL,
  PRIMARY KEY (key, owner)
) WITH (fillfactor = 50);

-- Rates that were cut because the other side asked for patience.
CREATE TABLE throttle_slow_downs (
  sender_id    bigint NOT NULL REFERENCES senders ON DELETE CASCADE,
  -- A group of recipient domains; '' is all mail of the sender.
  domain       text NOT NULL,
  -- Mails a second: before it was cut, and now.
  full_rate    double precision NOT NULL,
  rate         double precision NOT NULL,
  paused_until timestamptz NOT NULL,
  since        timestamptz NOT NULL,
  -- When the rate was last cut or raised.
  changed_at   timestamptz NOT NULL,
  -- What the other side said: the code that counted, and its words.
  code         text NOT NULL,
  response     text NOT NULL,
  PRIMARY KEY (sender_id, domain)
);

-- How often a message was put back untried: the attempts that fence its claims are more than the tries that count
-- for the back-off.
ALTER TABLE message_queue ADD COLUMN waits integer NOT NULL DEFAULT 0;
`,
  down: `
ALTER TABLE message_queue DROP COLUMN waits;
DROP TABLE throttle_slow_downs, throttle_holds, throttle_buckets;
ALTER TABLE senders DROP COLUMN limits;
`,
};
