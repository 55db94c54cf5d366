import type { Migration } from '#libs/db';

/** A busy hour is judged again in slices of time: where the next one begins, instead of the mail that was the last. */
export const rejudgedSlices: Migration = {
  name: '0071-rejudged-slices',
  up: `
ALTER TABLE rejudgements DROP COLUMN after;
ALTER TABLE rejudgements ADD COLUMN slice_from timestamptz;
`,
  down: `
ALTER TABLE rejudgements DROP COLUMN slice_from;
ALTER TABLE rejudgements ADD COLUMN after bigint NOT NULL DEFAULT 0;
`,
};
