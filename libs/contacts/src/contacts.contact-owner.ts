import { Injectable } from '@nestjs/common';
import type { Database, Tx } from '#libs/db';
import { readContacts } from './contacts/contact-view.js';
import { giveBack } from './merge/give-back.js';
import { withMerged } from './merge/merged-contacts.js';
import { takeOver } from './merge/take-over.js';
import type { ContactMerge, ContactOwner, TimelineCursor, TimelineEntry, Undoing } from './ports/contact-owner.port.js';
import { TIMELINE_PAGE, timelineId } from './timeline/timeline-page.js';

// With whom: as the merged contact was, or, once it is its own again, as the other one of the two is.
const MERGE = `jsonb_build_object('merged_id', merged_id, 'kept_id', kept_id, 'undone', undone_at IS NOT NULL,
  'email', coalesce(contact->>'email', other.email), 'first_name', coalesce(contact->>'first_name', other.first_name),
  'last_name', coalesce(contact->>'last_name', other.last_name))`;

const MERGES = `contact_merges merge
    LEFT JOIN contacts other ON other.id = CASE merged_id WHEN $1 THEN kept_id ELSE merged_id END
    WHERE (kept_id = $1 OR merged_id = $1)`;

const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('contact', 'id')} AS id, created_at AS at, 'contact' AS kind, 'contact_created' AS name, '{}'::jsonb AS data
    FROM contacts WHERE id = $1
    UNION ALL
    SELECT ${timelineId('note', 'note.id')}, note.created_at, 'note', 'note',
      jsonb_build_object('body', body, 'author', users.name, 'author_id', author_id)
    FROM contact_notes note LEFT JOIN users ON users.id = author_id WHERE contact_id = $1
    UNION ALL
    SELECT ${timelineId('consent', 'log.id')}, at, 'consent', 'consent_' || status, jsonb_build_object('topic', slug,
      'status', status, 'old', old_status, 'source', source, 'lawful_basis', lawful_basis, 'actor', actor)
    FROM consent_log log JOIN topics ON topics.id = topic_id WHERE contact_id = ${withMerged('$1')}
    UNION ALL
    SELECT ${timelineId('merge', 'merge.id')}, merged_at, 'merge', 'contact_merged', ${MERGE}
    FROM ${MERGES}
    UNION ALL
    SELECT ${timelineId('unmerge', 'merge.id')}, undone_at, 'merge', 'contact_unmerged', ${MERGE}
    FROM ${MERGES} AND undone_at IS NOT NULL
    UNION ALL
    SELECT ${timelineId('tag', 'tag_id')}, added_at, 'tag', 'tag_added', jsonb_build_object('tag', tags.name, 'source', source)
    FROM contact_tags JOIN tags ON tags.id = tag_id WHERE contact_id = $1
  ) entry ${TIMELINE_PAGE}`;

const EXPORTS: Readonly<Record<string, string>> = {
  identities: `SELECT kind, value FROM contact_identities WHERE contact_id = $1 ORDER BY kind, value`,
  notes: `SELECT body, author_id, created_at FROM contact_notes WHERE contact_id = $1 ORDER BY id`,
  consent_log: `
    SELECT slug AS topic, old_status, status, source, lawful_basis, text_version, ip, actor, at
    FROM consent_log log JOIN topics ON topics.id = topic_id WHERE contact_id = ${withMerged('$1')} ORDER BY log.id`,
  merges: `
    SELECT merged_id, kept_id, contact, taken, actor, merged_at, undone_at FROM contact_merges
    WHERE into_id = $1 OR merged_id = $1 ORDER BY id`,
};

// The log of changes has no index by contact: it is short, as the router empties it. The rest goes by its key.
const ERASE: readonly string[] = [
  `DELETE FROM contact_changes WHERE contact_id = $1`,
  `DELETE FROM change_failures WHERE contact_id = $1`,
  `DELETE FROM contact_notes WHERE contact_id = $1`,
  `DELETE FROM consent_log WHERE contact_id = $1`,
  `DELETE FROM consents WHERE contact_id = $1`,
  `DELETE FROM contact_tags WHERE contact_id = $1`,
  `DELETE FROM contact_identities WHERE contact_id = $1`,
  // Of the contacts that were merged into it, too, and of those that were its own once: their parts go by the key.
  `DELETE FROM contact_merges WHERE (undone_at IS NULL AND into_id = $1)
    OR (undone_at IS NOT NULL AND (merged_id = $1 OR kept_id = $1))`,
  `DELETE FROM contacts WHERE id = $1`,
];

/** What this lib itself keeps about a contact. It comes last in the list: it removes the contact. */
@Injectable()
export class ContactsContactOwner implements ContactOwner {
  readonly key = 'contacts';

  async timeline(db: Database, contactId: number, before: TimelineCursor | null, limit: number) {
    const params = [contactId, before?.at ?? null, before?.id ?? null, limit];
    return db.query<TimelineEntry & Record<string, unknown>>(TIMELINE, params);
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    const [contact] = await readContacts(db, [contactId]);
    const rest = await Promise.all(
      Object.entries(EXPORTS).map(async ([name, sql]) => [name, await db.query(sql, [contactId])] as const),
    );
    return { contact, ...Object.fromEntries(rest) };
  }

  async erase(tx: Tx, contactId: number): Promise<void> {
    for (const statement of ERASE) await tx.execute(statement, [contactId]);
  }

  /** What refers to a contact by a foreign key can't have come in since. */
  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    if (!merge.again) await takeOver(tx, merge);
  }

  async unmerge(tx: Tx, merge: ContactMerge, by: Undoing): Promise<void> {
    await giveBack(tx, merge, by);
  }
}
