import { Injectable } from '@nestjs/common';
import {
  type ContactMerge,
  type ContactOwner,
  TIMELINE_PAGE,
  timelineId,
  type TimelineCursor,
  type TimelineEntry,
  type Undoing,
  withMerged,
} from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { giveMembers, mergeMembers } from './members/merge-members.js';
import { removeContact } from './members/remove-members.js';

// The sizes of segments are reckoned from the history, so it stays with the contact that it tells of, merged or not; that
// a merged contact has left by its merge is no news about the kept one.
const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('segment', 'history.id')} AS id, history.at, 'segment' AS kind,
      CASE WHEN history.entered THEN 'segment_entered' ELSE 'segment_left' END AS name,
      jsonb_build_object('segment_id', s.id, 'slug', s.slug, 'segment', s.name) AS data
    FROM segment_history history JOIN segments s ON s.id = history.segment_id
    WHERE history.contact_id = ${withMerged('$1')} AND (history.entered OR history.why->>'cause' IS DISTINCT FROM 'merge')
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

  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    await mergeMembers(tx, merge);
  }

  async unmerge(tx: Tx, merge: ContactMerge, { now }: Undoing): Promise<void> {
    await giveMembers(tx, merge, now);
  }
}
