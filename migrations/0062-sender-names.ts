import type { Migration } from '#libs/db';

/** The other names of a sender: where its links lead, and whether its return path belongs to its domain. */
export const senderNames: Migration = {
  name: '0062-sender-names',
  up: `
ALTER TABLE senders ADD COLUMN tracking_domain text;
CREATE TABLE tracking_domains (
  domain     text PRIMARY KEY,
  -- The last check found that it leads here, by HTTPS. Only then do links of mails bear it.
  usable     boolean NOT NULL DEFAULT false,
  finding    jsonb NOT NULL,
  checked_at timestamptz NOT NULL
);
-- By the pair of names and not by sender: it stays true of them whatever becomes of the sender.
CREATE TABLE return_path_alignments (
  domain      text NOT NULL,
  return_path text NOT NULL,
  status      text NOT NULL CHECK (status IN ('aligned', 'unaligned', 'unknown')),
  message     text NOT NULL,
  checked_at  timestamptz NOT NULL,
  PRIMARY KEY (domain, return_path)
);
`,
  down: `
DROP TABLE return_path_alignments, tracking_domains;
ALTER TABLE senders DROP COLUMN tracking_domain;
`,
};
