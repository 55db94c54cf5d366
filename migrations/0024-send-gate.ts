import type { Migration } from '#libs/db';

/** What the gate keeps: when a message took its place under the frequency caps, and a source's own quiet hours. */
export const sendGate: Migration = {
  name: '0024-send-gate',
  up: `
ALTER TABLE messages ADD COLUMN reserved_at timestamptz;
ALTER TABLE message_sources ADD COLUMN quiet_hours jsonb;
`,
  down: `
ALTER TABLE messages DROP COLUMN reserved_at;
ALTER TABLE message_sources DROP COLUMN quiet_hours;
`,
};
