import type { Migration } from '#libs/db';

/**
 * When each field of a contact was last changed, for `changed_in_last`. Only what changed after the contact was made
 * has an entry: a value that has none is as old as the contact, so making contacts costs nothing.
 */
export const changedFields: Migration = {
  name: '0036-changed-fields',
  up: `
ALTER TABLE contacts ADD COLUMN changed_fields jsonb NOT NULL DEFAULT '{}';
`,
  down: `
ALTER TABLE contacts DROP COLUMN changed_fields;
`,
};
