import type { Migration } from '#libs/db';

/**
 * Conditions ask what happened in the last days, and who left that window since a moment ago. Both tables grow with
 * time, so that a BRIN index finds a stretch of it for next to nothing: a B-tree would cost each mail and each open.
 */
export const mailsByTime: Migration = {
  name: '0023-mails-by-time',
  up: `
CREATE INDEX messages_sent ON messages USING brin (sent_at) WITH (autosummarize = on);
CREATE INDEX message_events_at ON message_events USING brin (at) WITH (autosummarize = on);
`,
  down: `
DROP INDEX messages_sent, message_events_at;
`,
};
