import type { Migration } from '#libs/db';

export const sales: Migration = {
  name: '0011-sales',
  up: `
CREATE TABLE sales_alerts (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind             text NOT NULL DEFAULT 'alert' CHECK (kind IN ('alert', 'task')),
  contact_id       bigint NOT NULL,
  automation_id    bigint,
  -- Makes the second attempt of the same step run a no-op.
  occurrence       text NOT NULL,
  message          text NOT NULL,
  assigned_to      bigint REFERENCES users (id) ON DELETE SET NULL,
  status           text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'claimed', 'done')),
  due_at           timestamptz,
  remind_every     text,
  next_reminder_at timestamptz,
  reminders        integer NOT NULL DEFAULT 0,
  claimed_by       bigint REFERENCES users (id) ON DELETE SET NULL,
  claimed_at       timestamptz,
  done_at          timestamptz,
  created_at       timestamptz NOT NULL DEFAULT now(),
  UNIQUE (contact_id, automation_id, occurrence)
);
CREATE INDEX sales_alerts_inbox ON sales_alerts (kind, id) WHERE status <> 'done';
CREATE INDEX sales_alerts_assigned ON sales_alerts (assigned_to, id) WHERE status <> 'done';
CREATE INDEX sales_alerts_reminder ON sales_alerts (next_reminder_at) WHERE status <> 'done';
-- Whose turn it is: the lowest number is next.
CREATE TABLE sales_rotation (
  user_id   bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  last_turn bigint NOT NULL DEFAULT 0
);
`,
  down: `
DROP TABLE sales_rotation, sales_alerts;
`,
};
