import type { ContactChange, Dimension } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { TriggerEvent } from '../triggers/define-trigger.js';
import { deliverMails } from './simulated-post.js';

/** Where the change log ends now, as `id`. */
export const LAST_CHANGE = 'SELECT coalesce(max(id), 0) AS id FROM contact_changes';

// What the steps of this transaction have changed about the contact: nobody else sees these rows, and no router ever.
const CHANGES = `
  SELECT id, dimension, new FROM contact_changes WHERE contact_id = $1 AND shard = mod($1, 16) AND id > $2 ORDER BY id`;

const EVENT = `
  INSERT INTO events (contact_id, name, occurred_at, received_at, value, properties)
  VALUES ($1, $2, $3, $3, $4, $5) RETURNING id`;

const READER = `
  INSERT INTO message_events (message_id, contact_id, kind, at)
  SELECT id, contact_id, $3, $4 FROM messages
  WHERE contact_id = $1 AND source_kind = 'automation' AND source_id = $2 AND state = 'sent' ORDER BY id DESC LIMIT 1`;

const ENTER = `
  INSERT INTO enrolments (automation_id, version, contact_id, run_key, step, due_at, event, entered_at, step_at)
  VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $7) RETURNING id`;

/** What changed since somebody last asked. */
export interface Stirred {
  readonly dimensions: ReadonlySet<string>;
  /** Topics that the contact has turned down. */
  readonly refused: ReadonlySet<string>;
}

/** Statuses by which a contact turns a topic down. */
export const REFUSALS: ReadonlySet<unknown> = new Set(['unsubscribed', 'complained', 'cleaned']);

/** What happens to one contact in a transaction that is rolled back. */
export class SimulatedWorld {
  private seenChange = 0;

  private constructor(
    readonly tx: Tx,
    readonly automationId: number,
    readonly contactId: number,
  ) {}

  static async open(tx: Tx, automationId: number, contactId: number): Promise<SimulatedWorld> {
    const world = new SimulatedWorld(tx, automationId, contactId);
    const [last] = await tx.query<{ id: number }>(LAST_CHANGE);
    world.seenChange = last?.id ?? 0;
    return world;
  }

  /** A row of its own, as any run has one: steps and conditions may look at it. */
  async enter(run: { key: string; step: string; at: Date; event: Readonly<Record<string, unknown>> | null }) {
    const event = run.event === null ? null : JSON.stringify(run.event);
    const params = [this.automationId, this.contactId, run.key, run.step, run.at, event, run.at];
    const [row] = await this.tx.query<{ id: number }>(ENTER, params);
    return row?.id ?? 0;
  }

  async happen({ name, value, properties }: Omit<TriggerEvent, 'id' | 'occurredAt' | 'currency'>, at: Date) {
    const params = [this.contactId, name, at, value, JSON.stringify(properties)];
    const [row] = await this.tx.query<{ id: number }>(EVENT, params);
    return row?.id ?? 0;
  }

  /** What the reader does with the last mail; false when there is none. */
  async read(action: string, at: Date): Promise<boolean> {
    return (await this.tx.execute(READER, [this.contactId, this.automationId, action, at])) > 0;
  }

  /** Lets the mails that the run has written be sent, unless the contact could not get them: then why not. */
  async deliver(runId: number, topic: string, at: Date): Promise<string | null> {
    const run = { id: runId, contactId: this.contactId };
    const mails = await deliverMails(this.tx, { automationId: this.automationId, topic }, [run], at);
    return [...mails.values()][0] ?? null;
  }

  /** What the steps have changed since the last call. */
  async stirred(more: readonly Dimension[] = []): Promise<Stirred> {
    const rows = await this.tx.query<Pick<ContactChange, 'dimension' | 'new'> & { id: number }>(CHANGES, [
      this.contactId,
      this.seenChange,
    ]);
    this.seenChange = rows.at(-1)?.id ?? this.seenChange;
    const refused = rows.filter(({ dimension, new: now }) => dimension.startsWith('consent:') && REFUSALS.has(now));
    return {
      dimensions: new Set([...more, ...rows.map(({ dimension }) => dimension)]),
      refused: new Set(refused.map(({ dimension }) => dimension)),
    };
  }
}
