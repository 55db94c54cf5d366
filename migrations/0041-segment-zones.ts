import type { Migration } from '#libs/db';

/** Which change of the organisation's time zone a segment's members have been judged after. */
export const segmentZones: Migration = {
  name: '0041-segment-zones',
  up: `
ALTER TABLE segments ADD COLUMN zone_revision integer NOT NULL DEFAULT 0;
`,
  down: `
ALTER TABLE segments DROP COLUMN zone_revision;
`,
};
