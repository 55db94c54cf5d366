import type { Migration } from '#libs/db';

/** Opens and clicks that somebody wants to be judged again: how far it has come, so that it goes on where it ended. */
export const rejudgements: Migration = {
  name: '0067-rejudgements',
  up: `
CREATE TABLE rejudgements (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Null for all there are.
  since       timestamptz,
  -- The hour under way, and the last mail of it that was looked at.
  hour        timestamptz,
  after       bigint NOT NULL DEFAULT 0,
  hours       integer,
  hours_done  integer NOT NULL DEFAULT 0,
  mails       integer NOT NULL DEFAULT 0,
  turned      integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE UNIQUE INDEX rejudgements_open ON rejudgements ((true)) WHERE finished_at IS NULL;
`,
  down: 'DROP TABLE rejudgements;',
};
