import type { Migration } from '#libs/db';

export const automations: Migration = {
  name: '0010-automations',
  up: `
CREATE TABLE automations (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text NOT NULL,
  status            text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'live', 'paused', 'archived')),
  draft             jsonb NOT NULL,
  version           integer NOT NULL DEFAULT 1,
  published_version integer,
  created_by        bigint REFERENCES users (id) ON DELETE SET NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE automation_versions (
  automation_id bigint NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
  version       integer NOT NULL,
  definition    jsonb NOT NULL,
  published_by  bigint REFERENCES users (id) ON DELETE SET NULL,
  published_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (automation_id, version)
);
CREATE TABLE enrolments (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  automation_id bigint NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
  version       integer NOT NULL,
  contact_id    bigint NOT NULL,
  run_key       text NOT NULL DEFAULT '',
  -- Set only when the entry rule is "never again": then unique over all versions.
  once          boolean NOT NULL DEFAULT false,
  state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'completed', 'converted', 'exited', 'stuck')),
  step          text,
  -- Counts the steps of this run; (run, step run) names one visit of one step for ever.
  step_run      integer NOT NULL DEFAULT 1,
  -- When the step is to run next; NULL while it waits for a condition without time-out.
  due_at        timestamptz,
  -- NULL = the step has not begun; open = it waits; met = the condition that it waited for has come true.
  wait          text CHECK (wait IN ('open', 'met')),
  lease_until   timestamptz,
  -- Counts the claims and never goes back: the fence against a worker that comes back late.
  attempt       integer NOT NULL DEFAULT 0,
  -- Failures of the present step in a row.
  failures      integer NOT NULL DEFAULT 0,
  -- Passes of the steps that limit them.
  visits        jsonb NOT NULL DEFAULT '{}',
  -- What triggered it, for event.* and trigger conditions.
  event         jsonb,
  error         text,
  exit_reason   text,
  entered_at    timestamptz NOT NULL DEFAULT now(),
  step_at       timestamptz NOT NULL DEFAULT now(),
  ended_at      timestamptz,
  request_id    text
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX enrolments_active ON enrolments (automation_id, contact_id, run_key) WHERE state IN ('active', 'stuck');
CREATE UNIQUE INDEX enrolments_once ON enrolments (automation_id, contact_id, run_key) WHERE once;
-- By automation, so that each gets its turn and a paused one with a million due runs costs nothing.
CREATE INDEX enrolments_due ON enrolments (automation_id, due_at) WHERE state = 'active' AND due_at IS NOT NULL;
CREATE INDEX enrolments_contact ON enrolments (contact_id, automation_id);
CREATE INDEX enrolments_automation ON enrolments (automation_id, id);
CREATE INDEX enrolments_step ON enrolments (automation_id, step) WHERE state = 'active';
CREATE TABLE enrolment_steps (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  enrolment_id  bigint NOT NULL,
  automation_id bigint NOT NULL,
  contact_id    bigint NOT NULL,
  step          text NOT NULL,
  step_run      integer NOT NULL,
  type          text NOT NULL,
  outcome       text NOT NULL,
  next          text,
  data          jsonb,
  at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX enrolment_steps_enrolment ON enrolment_steps (enrolment_id, id);
CREATE INDEX enrolment_steps_automation ON enrolment_steps (automation_id, step);
`,
  down: `
DROP TABLE enrolment_steps, enrolments, automation_versions, automations;
`,
};
