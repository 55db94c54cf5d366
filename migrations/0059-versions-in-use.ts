import type { Migration } from '#libs/db';

export const versionsInUse: Migration = {
  name: '0059-versions-in-use',
  up: `
-- Whether somebody was left under way in a version when a later one was published: what it names can't be taken away.
ALTER TABLE automation_versions ADD COLUMN in_use boolean NOT NULL DEFAULT false;
UPDATE automation_versions SET in_use = true
FROM (SELECT DISTINCT automation_id, version FROM enrolments WHERE state IN ('active', 'stuck')) standing
WHERE automation_versions.automation_id = standing.automation_id AND automation_versions.version = standing.version;
`,
  down: `
ALTER TABLE automation_versions DROP COLUMN in_use;
`,
};
