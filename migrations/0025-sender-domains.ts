import type { Migration } from '#libs/db';

/** What a domain needs so that mail from it is believed: keys that sign, and what the last look at its DNS found. */
export const senderDomains: Migration = {
  name: '0025-sender-domains',
  up: `
CREATE TABLE sender_domains (
  domain     text PRIMARY KEY,
  -- What the last check found, by record; NULL before the first.
  findings   jsonb,
  -- All that has to be there was there. Nothing is signed with a key whose record nobody can find.
  verified   boolean NOT NULL DEFAULT false,
  signs      boolean NOT NULL DEFAULT false,
  checked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE dkim_keys (
  domain      text NOT NULL REFERENCES sender_domains (domain) ON DELETE CASCADE,
  selector    text NOT NULL,
  state       text NOT NULL CHECK (state IN ('active', 'next', 'retired')),
  private_key text,
  public_key  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (domain, selector)
);
CREATE UNIQUE INDEX dkim_keys_in_use ON dkim_keys (domain, state) WHERE state IN ('active', 'next');
`,
  down: `
DROP TABLE dkim_keys, sender_domains;
`,
};
