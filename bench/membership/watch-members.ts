import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#libs/db';

const LOOK_MS = 10;

const STORED = `
  SELECT contact_id AS "contactId" FROM segment_members
  WHERE (segment_id, contact_id) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))`;

/** Looks for memberships that changes are to bring about, and notes how long each took to be committed. */
export class MemberWatch {
  /** In milliseconds, from the API call to the look that found it: up to one look too many. */
  readonly latencies: number[] = [];
  private readonly pending = new Map<number, { segment: number; since: number; counted: boolean }>();
  private watching = true;
  private readonly watched: Promise<void>;

  constructor(private readonly db: Database) {
    this.watched = this.watch();
  }

  get open(): number {
    return this.pending.size;
  }

  /** `counted` is false while everything is still getting warm. */
  expect(contact: number, segment: number, counted: boolean): void {
    this.pending.set(contact, { segment, since: performance.now(), counted });
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.watched;
  }

  private async watch(): Promise<void> {
    while (this.watching) {
      const contacts = [...this.pending.keys()];
      const segments = contacts.map((contact) => this.pending.get(contact)?.segment);
      const found = contacts.length > 0 ? await this.db.query<{ contactId: number }>(STORED, [segments, contacts]) : [];
      const now = performance.now();
      for (const { contactId } of found) {
        const change = this.pending.get(contactId);
        if (change?.counted) this.latencies.push(now - change.since);
        this.pending.delete(contactId);
      }
      await pause(LOOK_MS);
    }
  }
}
