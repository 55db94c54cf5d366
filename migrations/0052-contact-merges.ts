import type { Migration } from '#libs/db';

export const contactMerges: Migration = {
  name: '0052-contact-merges',
  up: `
-- One contact taken in by another. The row of the one that was taken in is gone from contacts; here is where it went,
-- and what is needed to give it back. No foreign keys: either contact may be gone, and whoever erases one comes here.
CREATE TABLE contact_merges (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  merged_id  bigint NOT NULL,
  kept_id    bigint NOT NULL,
  -- Where the merged contact is found today: the kept one, or whoever took that one in later.
  into_id    bigint NOT NULL,
  -- The merged contact's row as it was, and what of it the kept one took: { fields, identities }. NULL once undone.
  contact    jsonb,
  taken      jsonb,
  actor      text,
  merged_at  timestamptz NOT NULL,
  -- When to look again for rows that others were writing meanwhile; NULL = not any more. looks: how often that was.
  settle_at  timestamptz,
  looks      smallint NOT NULL DEFAULT 0,
  undone_at  timestamptz,
  undone_by  text
);
CREATE UNIQUE INDEX contact_merges_merged ON contact_merges (merged_id) WHERE undone_at IS NULL;
CREATE INDEX contact_merges_kept ON contact_merges (kept_id);
CREATE INDEX contact_merges_into ON contact_merges (into_id) WHERE undone_at IS NULL;
CREATE INDEX contact_merges_settle ON contact_merges (settle_at) WHERE settle_at IS NOT NULL;
-- Which rows moved: ids where the rows live on under the kept contact, rows where they would not survive as they were.
CREATE TABLE contact_merge_parts (
  merge_id bigint NOT NULL REFERENCES contact_merges (id) ON DELETE CASCADE,
  part     text NOT NULL,
  ids      bigint[],
  rows     jsonb
);
CREATE INDEX contact_merge_parts_merge ON contact_merge_parts (merge_id, part);
`,
  down: `
DROP TABLE contact_merge_parts, contact_merges;
`,
};
