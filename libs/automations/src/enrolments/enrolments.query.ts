import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';

export interface EnrolmentFilter {
  readonly limit: number;
  /** Only those with a smaller id: the next page. */
  readonly before: number | null;
  /** Only those who stand at this step now. */
  readonly step?: string | undefined;
  readonly state?: string | undefined;
  readonly contactId?: number | undefined;
}

/** One way of one contact through an automation. */
export interface EnrolmentView {
  readonly id: number;
  readonly contact_id: number;
  readonly email: string | null;
  readonly name: string | null;
  readonly version: number;
  readonly key: string;
  readonly state: string;
  readonly step: string | null;
  readonly step_at: Date;
  /** When the step runs, or the wait is over; null = it waits for a condition, or has ended. */
  readonly due_at: Date | null;
  readonly entered_at: Date;
  readonly ended_at: Date | null;
  readonly exit_reason: string | null;
  readonly error: string | null;
  readonly event: Readonly<Record<string, unknown>> | null;
  /** A test contact of the automation: its waits are short, and no number counts it. */
  readonly test: boolean;
}

const COLUMNS = `run.id, contact_id, contacts.email,
  nullif(concat_ws(' ', contacts.first_name, contacts.last_name), '') AS name, version, run_key AS key, state, step,
  step_at, due_at, entered_at, ended_at, exit_reason, error, event, test`;

// Whoever has ended is at no step: "at the step" means active there, or stuck.
const LIST = `
  SELECT ${COLUMNS} FROM enrolments run LEFT JOIN contacts ON contacts.id = contact_id
  WHERE automation_id = $1 AND ($2::bigint IS NULL OR run.id < $2)
    AND ($3::text IS NULL OR (step = $3 AND state IN ('active', 'stuck')))
    AND ($4::text IS NULL OR state = $4) AND ($5::bigint IS NULL OR contact_id = $5)
  ORDER BY run.id DESC LIMIT $6`;

/** A way of a contact through an automation, with what it is called. */
export interface ContactRun extends Omit<EnrolmentView, 'email' | 'name'> {
  readonly automation: { readonly id: number; readonly name: string; readonly status: string };
  /** The step's own name, else its kind, as in the version that the contact is in. */
  readonly step_name: string | null;
  readonly step_type: string | null;
}

// Who is under way comes first: that is what somebody wants to know.
const OF_CONTACT = `
  SELECT run.id, contact_id, run.version, run_key AS key, state, step, step_at, due_at, entered_at, ended_at, exit_reason,
    error, event, test, jsonb_build_object('id', automation.id, 'name', automation.name, 'status', automation.status) AS automation,
    definition->'steps'->step->>'name' AS step_name, definition->'steps'->step->>'type' AS step_type
  FROM enrolments run JOIN automations automation ON automation.id = run.automation_id
  LEFT JOIN automation_versions version ON version.automation_id = run.automation_id AND version.version = run.version
  WHERE contact_id = $1
  ORDER BY state IN ('active', 'stuck') DESC, coalesce(ended_at, entered_at) DESC, run.id DESC LIMIT $2`;

const SHOWN = 100;

/** Who is in an automation, and where. */
@Injectable()
export class EnrolmentsQuery {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Newest first. */
  async list(automationId: number, filter: EnrolmentFilter): Promise<EnrolmentView[]> {
    const { limit, before, step, state, contactId } = filter;
    const params = [automationId, before, step ?? null, state ?? null, contactId ?? null, limit];
    return this.db.query<EnrolmentView & Record<string, unknown>>(LIST, params);
  }

  /** The automations that a contact is in, then those that she was in, last first; at most 100. */
  async ofContact(contactId: number): Promise<ContactRun[]> {
    return this.db.query<ContactRun & Record<string, unknown>>(OF_CONTACT, [contactId, SHOWN]);
  }
}
