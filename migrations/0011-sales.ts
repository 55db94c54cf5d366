import type { Migration } from '#libs/db';

export const sales: Migration = {
  name: '0011-sales',
  up: `
CREATE TABLE sales_alerts (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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
CREATE INDEX sales_alerts_open ON sales_alerts (status, due_at);
CREATE INDEX sales_alerts_reminder ON sales_alerts (next_reminder_at) WHERE status <> 'done';
CREATE TABLE sales_rotation (
  user_id          bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  last_assigned_at timestamptz NOT NULL DEFAULT 'epoch'
);
`,
  down: `
DROP TABLE sales_rotation, sales_alerts;
`,
};
