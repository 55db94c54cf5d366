import { Injectable } from '@nestjs/common';
import type { ContactOwner, TimelineCursor, TimelineEntry } from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { removeContact } from './members/remove-members.js';

interface HistoryRow {
  readonly id: number;
  readonly at: Date;
  readonly entered: boolean;
  readonly segment_id: number;
  readonly slug: string;
  readonly segment: string;
}

const TIMELINE = `
  SELECT history.id, history.at, history.entered, s.id AS segment_id, s.slug, s.name AS segment
  FROM segment_history history JOIN segments s ON s.id = history.segment_id
  WHERE history.contact_id = $1
    AND ($2::timestamptz IS NULL OR (history.at, 'segment-' || history.id) < ($2::timestamptz, $3::text))
  ORDER BY history.at DESC, 'segment-' || history.id DESC LIMIT $4`;

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
    const rows = await db.query<HistoryRow>(TIMELINE, params);
    return rows.map(({ id, at, entered, ...data }) => ({
      id: `segment-${id}`,
      at,
      kind: 'segment',
      name: entered ? 'segment_entered' : 'segment_left',
      data,
    }));
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    return { segments: await db.query(EXPORT, [contactId]) };
  }

  async erase(tx: Tx, contactId: number): Promise<void> {
    await removeContact(tx, contactId);
  }
}
