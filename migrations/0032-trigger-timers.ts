import type { Migration } from '#libs/db';

/** What starts runs when time has passed: a trigger's clock, the moments that lie ahead, and those that have been. */
export const triggerTimers: Migration = {
  name: '0032-trigger-timers',
  up: `
-- One row for each timed trigger of a published automation. trigger: a digest of its type and parameters, so that it
-- stays over versions that leave it as it is.
CREATE TABLE trigger_clocks (
  automation_id bigint NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
  trigger       text NOT NULL,
  -- Work for all contacts at once: going through them for their moments, or through the members of a segment.
  due_at        timestamptz,
  -- The contact up to which that work has come.
  cursor        bigint NOT NULL DEFAULT 0,
  -- Moments up to here are over: what the trigger was not there for does not fire.
  since         timestamptz NOT NULL,
  -- The organisation's zone that its moments were reckoned with.
  zone          text NOT NULL,
  -- A batch that failed as a whole is left alone until then.
  held_until    timestamptz,
  PRIMARY KEY (automation_id, trigger)
);
-- The next moment of a contact. Without a foreign key to contacts: a million rows are written at once; whoever fires
-- one reads the contact.
CREATE TABLE trigger_timers (
  contact_id    bigint NOT NULL,
  automation_id bigint NOT NULL,
  trigger       text NOT NULL,
  -- What the contact may have several of: carts, mails; '' = one.
  subject       text NOT NULL DEFAULT '',
  due_at        timestamptz NOT NULL,
  -- What must never fire twice, as 'date birth_date 2026'; NULL = the row itself is all there is to it.
  once          text,
  event         jsonb NOT NULL,
  request_id    text,
  PRIMARY KEY (contact_id, automation_id, trigger, subject)
);
CREATE INDEX trigger_timers_due ON trigger_timers (automation_id, trigger, due_at);
-- What has fired: the unique key makes the second time a no-op, whoever tries.
CREATE TABLE trigger_firings (
  contact_id    bigint NOT NULL,
  automation_id bigint NOT NULL,
  once          text NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (contact_id, automation_id, once)
);
`,
  down: `
DROP TABLE trigger_firings, trigger_timers, trigger_clocks;
`,
};
