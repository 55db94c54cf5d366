import type { Migration } from '#libs/db';

export const automationFolders: Migration = {
  name: '0047-automation-folders',
  up: `
-- What it is filed under in lists: the draft's own word, kept beside it as the name is.
ALTER TABLE automations ADD COLUMN folder text;
`,
  down: `
ALTER TABLE automations DROP COLUMN folder;
`,
};
