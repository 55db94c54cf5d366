import type { Migration } from '#libs/db';

export const content: Migration = {
  name: '0006-content',
  up: `
CREATE TABLE templates (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text NOT NULL,
  subject           text NOT NULL,
  preheader         text,
  mjml              text,
  html              text,
  text              text,
  version           integer NOT NULL DEFAULT 1,
  published_version integer,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  archived_at       timestamptz
);
CREATE TABLE template_versions (
  template_id bigint NOT NULL REFERENCES templates (id) ON DELETE CASCADE,
  version     integer NOT NULL,
  subject     text NOT NULL,
  preheader   text,
  mjml        text,
  html        text,
  text        text,
  links       jsonb NOT NULL DEFAULT '[]',
  created_by  bigint REFERENCES users (id) ON DELETE SET NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (template_id, version)
);
`,
  down: `
DROP TABLE template_versions, templates;
`,
};
