import { AutomationRunner, TriggerTimers } from '#libs/automations';
import { ChangeRouter } from '#libs/contacts';
import type { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { SegmentRefresh } from '#libs/segments';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';

export interface EnrolmentRow {
  readonly id: number;
  readonly contact_id: number;
  readonly run_key: string;
  readonly state: string;
  readonly step: string;
  readonly wait: string | null;
  readonly due_at: Date | null;
  readonly exit_reason: string | null;
  readonly error: string | null;
}

/** Real time, moved forward: rows that PostgreSQL stamps and those that the code stamps stay in order. */
class MovedClock extends Clock {
  private ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  advance(ms: number): void {
    this.ahead += ms;
  }
}

/** The whole api on a database of its own with a clock that the test moves; the worker's part is done when told. */
export class AutomationLab {
  readonly db: Database;
  readonly router: ChangeRouter;
  readonly runner: AutomationRunner;
  readonly timers: TriggerTimers;
  private contacts = 0;

  private constructor(
    readonly api: TestApi,
    readonly clock: MovedClock,
  ) {
    this.db = api.db;
    this.router = api.app.get(ChangeRouter, { strict: false });
    this.runner = api.app.get(AutomationRunner, { strict: false });
    this.timers = api.app.get(TriggerTimers, { strict: false });
  }

  static async open(env: NodeJS.ProcessEnv = {}): Promise<AutomationLab> {
    const clock = new MovedClock();
    return new AutomationLab(await createTestApi({ clock, env }), clock);
  }

  close(): Promise<void> {
    return this.api.close();
  }

  /** Calls the API and fails on a refusal. */
  async call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const answer = await this.api.call(method, path, body);
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${String(answer.statusCode)} ${answer.body}`);
    return (answer.body === '' ? undefined : answer.json()) as T;
  }

  /** A new contact; resolves with its id. */
  async contact(more: Record<string, unknown> = {}): Promise<number> {
    this.contacts += 1;
    const email = `c${String(this.contacts)}@example.com`;
    return (await this.call<{ id: number }>('POST', '/contacts', { email, ...more })).id;
  }

  /** Contacts in bulk, as an import would make them: rows alone. */
  async contactsInBulk(count: number): Promise<number[]> {
    const rows = await this.db.query<{ id: number }>(
      `INSERT INTO contacts (email) SELECT 'bulk' || n || '-' || $2 || '@example.com' FROM generate_series(1, $1) n
       RETURNING id`,
      [count, String((this.contacts += 1))],
    );
    return rows.map(({ id }) => id);
  }

  async event(contact: number, name: string, properties: Record<string, unknown> = {}, more = {}): Promise<void> {
    await this.call('POST', '/events', { contact: { id: contact }, name, properties, ...more });
  }

  /** Builds the segments that were made since. */
  async buildSegments(): Promise<void> {
    const refresh = this.api.app.get(SegmentRefresh, { strict: false });
    const rows = await this.db.query<{ id: number }>(`SELECT id FROM segments WHERE status = 'building'`);
    for (const { id } of rows) await refresh.refresh(id);
  }

  /** Saves and publishes; resolves with the id. */
  async publish(document: Record<string, unknown>): Promise<number> {
    const { id } = await this.call<{ id: number }>('POST', '/automations', { name: 'A', ...document });
    await this.call('POST', `/automations/${String(id)}/publish`);
    return id;
  }

  async publishEdit(id: number, changes: Record<string, unknown>): Promise<void> {
    await this.call('PATCH', `/automations/${String(id)}`, changes);
    await this.call('POST', `/automations/${String(id)}/publish`);
  }

  async template(): Promise<number> {
    const [row] = await this.db.query<{ id: number }>(
      `INSERT INTO templates (name, subject, html, published_version) VALUES ('T', 'Hi', '<p>Hi</p>', 1) RETURNING id`,
    );
    return row!.id;
  }

  /** Does the worker's part until there is nothing left to do now. */
  async settle(): Promise<void> {
    while ((await this.router.routeAll()) + (await this.timers.runDue()) + (await this.runner.runDue()) > 0);
  }

  /** Lets time pass, then settles. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  enrolments(automation: number): Promise<EnrolmentRow[]> {
    return this.db.query('SELECT * FROM enrolments WHERE automation_id = $1 ORDER BY contact_id, id', [automation]);
  }

  /** The ways that a contact took, as `step:outcome`. */
  async path(automation: number, contact: number): Promise<string[]> {
    const rows = await this.db.query<{ at: string }>(
      `SELECT step || ':' || outcome AS at FROM enrolment_steps
       WHERE automation_id = $1 AND contact_id = $2 ORDER BY id`,
      [automation, contact],
    );
    return rows.map(({ at }) => at);
  }

  async tags(contact: number): Promise<string[]> {
    return (await this.call<{ tags: string[] }>('GET', `/contacts/${String(contact)}`)).tags;
  }

  async messages(automation: number): Promise<{ contact_id: number; state: string; occurrence: string }[]> {
    return this.db.query(
      `SELECT contact_id, state, occurrence FROM messages
       WHERE source_kind = 'automation' AND source_id = $1 ORDER BY contact_id, id`,
      [automation],
    );
  }
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
