import type { ContactChange, Dimension } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { TriggerEvent } from '../triggers/define-trigger.js';

const LAST_CHANGE = 'SELECT coalesce(max(id), 0) AS id FROM contact_changes';

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

const PENDING = `
  SELECT id FROM messages
  WHERE contact_id = $1 AND source_kind = 'automation' AND source_id = $2 AND state = 'pending'
    AND occurrence LIKE $3`;

const SENT = `
  WITH sent AS (
    UPDATE messages SET state = 'sent', sent_at = greatest(due_at, $2) WHERE id = ANY($1::bigint[])
    RETURNING id, contact_id, sent_at
  )
  INSERT INTO message_events (message_id, contact_id, kind, at) SELECT id, contact_id, 'sent', sent_at FROM sent`;

// The gate's own questions of a marketing mail, in its words: it sits beside this lib and can't be asked.
const REFUSAL = `
  SELECT CASE WHEN email IS NULL THEN 'contact.no_email'
    WHEN EXISTS (SELECT FROM suppressions WHERE suppressions.email = contacts.email) THEN 'suppressed'
    WHEN consent.status IS NULL THEN 'consent.missing'
    WHEN consent.status <> 'subscribed' THEN 'consent.' || consent.status END AS reason
  FROM contacts
  LEFT JOIN (SELECT contact_id, status FROM consents JOIN topics ON topics.id = topic_id WHERE slug = $2) AS consent
    ON consent.contact_id = contacts.id
  WHERE contacts.id = $1`;

const SKIP = `UPDATE messages SET state = 'skipped', reason = $2 WHERE id = ANY($1::bigint[])`;

const ENTER = `
  INSERT INTO enrolments (automation_id, version, contact_id, run_key, step, due_at, event, entered_at, step_at)
  VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $7) RETURNING id`;

/** What changed since somebody last asked. */
export interface Stirred {
  readonly dimensions: ReadonlySet<string>;
  /** Topics that the contact has turned down. */
  readonly refused: ReadonlySet<string>;
}

const REFUSALS: ReadonlySet<unknown> = new Set(['unsubscribed', 'complained', 'cleaned']);

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
    const pending = await this.tx.query<{ id: number }>(PENDING, [
      this.contactId,
      this.automationId,
      `${String(runId)}:%`,
    ]);
    if (pending.length === 0) return null;
    const ids = pending.map(({ id }) => id);
    const [refusal] = await this.tx.query<{ reason: string | null }>(REFUSAL, [this.contactId, topic]);
    const reason = refusal?.reason ?? null;
    if (reason === null) await this.tx.execute(SENT, [ids, at]);
    else await this.tx.execute(SKIP, [ids, reason]);
    return reason;
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
