import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { appendChanges, type ContactChange } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { durationMs } from '../time/duration.js';

/** What a program may have done as well as a person. */
const HELD: ReadonlySet<string> = new Set(['email:opened', 'email:clicked']);
const MAX_BATCH = 5_000;

const NOTE = `
  INSERT INTO held_looks (contact_id, dimension, due_at)
  SELECT DISTINCT contact_id, dimension, $3::timestamptz
  FROM unnest($1::bigint[], $2::text[]) AS noted (contact_id, dimension)
  ON CONFLICT DO NOTHING`;

const TAKE = `
  DELETE FROM held_looks WHERE (contact_id, dimension, due_at) IN (
    SELECT contact_id, dimension, due_at FROM held_looks WHERE due_at <= $1
    ORDER BY due_at LIMIT ${String(MAX_BATCH)} FOR UPDATE SKIP LOCKED)
  RETURNING contact_id AS "contactId", dimension`;

const ANY_DUE = `SELECT FROM held_looks WHERE due_at <= $1 LIMIT 1`;

/**
 * Goals and waits do not count an open or click before it has been held for a while, so they look once more when it has:
 * the change is logged again, as one that starts nothing.
 */
@Injectable()
export class HeldLooks {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Notes, in the router's transaction, whom to look at again. */
  async note(tx: Tx, changes: readonly ContactChange[], now: Date): Promise<void> {
    const held = changes.filter(({ dimension, new: to }) => HELD.has(dimension) && !isSecondLook(to));
    if (held.length === 0) return;
    const { engagement_hold: hold } = await this.settings.get();
    // A hit counts from the very moment on at which the hold ends.
    const dueAt = new Date(now.getTime() + durationMs(hold) + 1);
    await tx.execute(NOTE, [held.map(({ contactId }) => contactId), held.map(({ dimension }) => dimension), dueAt]);
  }

  async anyDue(): Promise<boolean> {
    return (await this.db.query(ANY_DUE, [this.clock.now()])).length > 0;
  }

  /** Logs what is due once more; resolves with how many. */
  async lookAgain(): Promise<number> {
    let total = 0;
    for (let taken = MAX_BATCH; taken === MAX_BATCH; total += taken) {
      taken = await this.db.transaction((tx) => this.takeBatch(tx));
    }
    return total;
  }

  private async takeBatch(tx: Tx): Promise<number> {
    const due = await tx.query<Pick<ContactChange, 'contactId' | 'dimension'>>(TAKE, [this.clock.now()]);
    if (due.length === 0) return 0;
    await appendChanges(
      tx,
      due.map((change) => ({ ...change, new: { looked: true }, quiet: true })),
    );
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
    return due.length;
  }
}

function isSecondLook(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'looked' in value;
}
