import { Injectable } from '@nestjs/common';
import { type ContactOwner, TIMELINE_PAGE, timelineId, type TimelineCursor, type TimelineEntry } from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { removeContact } from './members/remove-members.js';

const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('segment', 'history.id')} AS id, history.at, 'segment' AS kind,
      CASE WHEN history.entered THEN 'segment_entered' ELSE 'segment_left' END AS name,
      jsonb_build_object('segment_id', s.id, 'slug', s.slug, 'segment', s.name) AS data
    FROM segment_history history JOIN segments s ON s.id = history.segment_id
    WHERE history.contact_id = $1
  ) entry ${TIMELINE_PAGE}`;

const EXPORT = `
  SELECT s.slug, s.name, member.entered_at FROM segment_members member JOIN segments s ON s.id = member.segment_id
  WHERE member.contact_id = $1 ORDER BY s.id`;

/** What segments keep about a contact. */
@Injectable()
export class SegmentsContactOwner implements ContactOwner {
  readonly key = 'segments';

  async timeline(
    db: Database,
    contactId: number,
    before: TimelineCursor | null,
    limit: number,
  ): Promise<TimelineEntry[]> {
    const params = [contactId, before?.at ?? null, before?.id ?? null, limit];
    return db.query<TimelineEntry & Record<string, unknown>>(TIMELINE, params);
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    return { segments: await db.query(EXPORT, [contactId]) };
  }

  async erase(tx: Tx, contactId: number): Promise<void> {
    await removeContact(tx, contactId);
  }
}
