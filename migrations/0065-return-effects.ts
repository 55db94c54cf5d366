import type { Migration } from '#libs/db';

/**
 * The ledger keeps the address that a contact's mail went to, which is the one that fails when it comes back, whatever
 * the contact's address is by then; and returned mail says what came of it. Rows grow by the address when a mail is sent,
 * and their pages keep room for that, so that PostgreSQL writes no index entries (HOT), as before.
 */
export const returnEffects: Migration = {
  name: '0065-return-effects',
  up: `
ALTER TABLE message_queue ADD COLUMN address text;
ALTER TABLE message_queue SET (fillfactor = 40);
ALTER TABLE messages SET (fillfactor = 38);
ALTER TABLE returned_mails ADD COLUMN effect text, ADD COLUMN effect_address text;
`,
  down: `
ALTER TABLE returned_mails DROP COLUMN effect, DROP COLUMN effect_address;
ALTER TABLE messages SET (fillfactor = 45);
ALTER TABLE message_queue SET (fillfactor = 50);
ALTER TABLE message_queue DROP COLUMN address;
`,
};
