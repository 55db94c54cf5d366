import { Injectable } from '@nestjs/common';
import {
  appendChanges,
  type ContactMerge,
  type ContactOwner,
  giveRows,
  moveRows,
  TIMELINE_PAGE,
  timelineId,
  type TimelineCursor,
  type TimelineEntry,
} from '#libs/contacts';
import type { Database, Tx } from '#libs/db';

// A number, but where JSON's numbers would lose digits of it: there it is text.
const VALUE = `CASE WHEN length(trim(BOTH '0' FROM translate(value::text, '-.', ''))) > 15 THEN to_jsonb(value::text)
  ELSE to_jsonb(value) END`;

const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('event', 'id')} AS id, occurred_at AS at, 'event' AS kind, name,
      jsonb_strip_nulls(jsonb_build_object('value', ${VALUE}, 'currency', currency)) ||
        CASE WHEN properties = '{}' THEN '{}' ELSE jsonb_build_object('properties', properties) END AS data
    FROM events WHERE contact_id = $1
  ) entry ${TIMELINE_PAGE}`;

const ALL = `
  SELECT id, name, occurred_at, received_at, value, currency, properties FROM events
  WHERE contact_id = $1 ORDER BY occurred_at, id`;

@Injectable()
export class ActivityContactOwner implements ContactOwner {
  readonly key = 'events';

  async timeline(db: Database, contactId: number, before: TimelineCursor | null, limit: number) {
    const params = [contactId, before?.at ?? null, before?.id ?? null, limit];
    return db.query<TimelineEntry & Record<string, unknown>>(TIMELINE, params);
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    return { events: await db.query(ALL, [contactId]) };
  }

  /** The ids that senders gave to events stay known: they name nobody, and a repeated event must not come back. */
  async erase(tx: Tx, contactId: number): Promise<void> {
    await tx.execute(`DELETE FROM events WHERE contact_id = $1`, [contactId]);
  }

  /** Waits, goals and exits look at what the kept contact has by now; nothing starts again because of it. */
  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    const names = await moveRows(tx, merge, 'events', 'name');
    await appendChanges(
      tx,
      names.map((name) => ({ contactId: merge.keptId, dimension: `event:${name}`, quiet: true })),
    );
  }

  async unmerge(tx: Tx, merge: ContactMerge): Promise<void> {
    await giveRows(tx, merge, 'events');
  }
}
