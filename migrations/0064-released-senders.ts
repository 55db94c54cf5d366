import type { Migration } from '#libs/db';

/** Campaigns that have not begun name no sender that was removed: they go out under the default one. */
export const releasedSenders: Migration = {
  name: '0064-released-senders',
  up: `
UPDATE campaigns SET sender_id = NULL
WHERE status IN ('draft', 'scheduled', 'failed')
  AND sender_id IN (SELECT id FROM senders WHERE archived_at IS NOT NULL);
`,
  // Which ones had one is not known any more, and nothing asks for it.
  down: 'SELECT 1;',
};
