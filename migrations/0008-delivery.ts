import type { Migration } from '#libs/db';

export const delivery: Migration = {
  name: '0008-delivery',
  up: `
CREATE TABLE senders (
  id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name               text NOT NULL,
  email              text NOT NULL,
  reply_to           text,
  postal_address     text,
  -- { type, settings } of the transport registry; NULL = SMTP_URL.
  transport          jsonb,
  return_path_domain text,
  is_default         boolean NOT NULL DEFAULT false,
  created_at         timestamptz NOT NULL DEFAULT now(),
  archived_at        timestamptz
);
CREATE UNIQUE INDEX senders_default ON senders (is_default) WHERE is_default;
-- The built-in mailbox: what its SMTP server accepted.
CREATE TABLE mailbox_mails (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at   timestamptz NOT NULL DEFAULT now(),
  envelope_from text NOT NULL,
  envelope_to   text NOT NULL,
  subject       text,
  message_id    text,
  size          integer NOT NULL,
  raw           bytea NOT NULL
);
CREATE INDEX mailbox_mails_to ON mailbox_mails (envelope_to, id);
`,
  down: `
DROP TABLE mailbox_mails, senders;
`,
};
