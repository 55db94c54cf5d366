import type { Migration } from '#libs/db';

/** A limit that somebody may put on a key, and what it has used of it in the current minute. */
export const keyLimits: Migration = {
  name: '0026-key-limits',
  up: `
-- Requests per minute; NULL = as many as it likes.
ALTER TABLE api_keys ADD COLUMN rate_limit integer CHECK (rate_limit > 0);
-- A crash forgets a minute's count, which is no loss; in exchange a request with a limited key writes no log.
CREATE UNLOGGED TABLE api_key_minutes (
  key_id   bigint PRIMARY KEY REFERENCES api_keys (id) ON DELETE CASCADE,
  minute   timestamptz NOT NULL,
  requests bigint NOT NULL
);
`,
  down: `
DROP TABLE api_key_minutes;
ALTER TABLE api_keys DROP COLUMN rate_limit;
`,
};
