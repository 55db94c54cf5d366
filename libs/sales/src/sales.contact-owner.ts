import { Injectable } from '@nestjs/common';
import {
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

const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('alert', 'id')} AS id, created_at AS at, 'alert' AS kind, 'sales_' || kind AS name,
      jsonb_build_object('alert_id', id, 'message', message, 'assigned_to', assigned_to, 'status', status,
        'automation_id', automation_id) AS data
    FROM sales_alerts WHERE contact_id = $1
    UNION ALL
    SELECT ${timelineId('alert_done', 'id')}, done_at, 'alert', 'sales_' || kind || '_done',
      jsonb_build_object('alert_id', id, 'message', message)
    FROM sales_alerts WHERE contact_id = $1 AND done_at IS NOT NULL
  ) entry ${TIMELINE_PAGE}`;

@Injectable()
export class SalesContactOwner implements ContactOwner {
  readonly key = 'sales';

  async timeline(db: Database, contactId: number, before: TimelineCursor | null, limit: number) {
    return db.query<TimelineEntry & Record<string, unknown>>(TIMELINE, [
      contactId,
      before?.at ?? null,
      before?.id ?? null,
      limit,
    ]);
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    return {
      sales_alerts: await db.query('SELECT * FROM sales_alerts WHERE contact_id = $1 ORDER BY id', [contactId]),
    };
  }

  /** A rep can do nothing about somebody who is gone. */
  async erase(tx: Tx, contactId: number): Promise<void> {
    await tx.execute('DELETE FROM sales_alerts WHERE contact_id = $1', [contactId]);
  }

  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    await moveRows(tx, merge, 'sales_alerts');
  }

  async unmerge(tx: Tx, merge: ContactMerge): Promise<void> {
    await giveRows(tx, merge, 'sales_alerts');
  }
}
