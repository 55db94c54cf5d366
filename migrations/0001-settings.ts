import type { Migration } from '#libs/db';

export const settings: Migration = {
  name: '0001-settings',
  up: `
CREATE TABLE settings (
  key        text PRIMARY KEY,
  value      jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
-- Secrets that Tidings makes for itself: the one that signs links.
CREATE TABLE secrets (
  name       text PRIMARY KEY,
  value      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- Who refers to whom: segment, template, campaign and automation documents, written by each document's owner at save.
CREATE TABLE document_refs (
  from_kind text NOT NULL,
  from_id   bigint NOT NULL,
  to_kind   text NOT NULL,
  to_key    text NOT NULL,
  PRIMARY KEY (from_kind, from_id, to_kind, to_key)
);
CREATE INDEX document_refs_to ON document_refs (to_kind, to_key);
`,
  down: `
DROP TABLE document_refs, secrets, settings;
`,
};
