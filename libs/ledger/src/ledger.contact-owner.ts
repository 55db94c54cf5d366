import { Injectable } from '@nestjs/common';
import {
  type ContactMerge,
  type ContactOwner,
  TIMELINE_PAGE,
  timelineId,
  type TimelineCursor,
  type TimelineEntry,
} from '#libs/contacts';
import type { Database, Tx } from '#libs/db';
import { AudienceOutbox } from './audiences/audience-outbox.service.js';
import { eraseCopies, exportCopies } from './copies/copies-of-contact.js';
import { giveMails, holdMails, mergeMails } from './merge-mails.js';

// A mail about the contact that went to a salesperson, or a test that a colleague got, did not happen to the contact.
const OWN = `message.recipient_kind <> 'user' AND message.source_kind <> 'test'`;

// In one list: the mails, what the reader did with them, and the calls of other programs about the contact.
const TIMELINE = `
  SELECT * FROM (
    SELECT ${timelineId('message', 'message.id')} AS id, coalesce(sent_at, message.updated_at) AS at, 'message' AS kind,
      'email_' || state AS name,
      jsonb_build_object('message_id', message.id, 'subject', coalesce(message.subject, version.subject, data->>'subject'),
        'source_kind', source_kind, 'source_id', source_id, 'reason', reason) AS data
    FROM messages message LEFT JOIN template_versions version
      ON version.template_id = message.template_id AND version.version = message.template_version
    WHERE contact_id = $1 AND state <> 'pending' AND ${OWN}
    UNION ALL
    SELECT ${timelineId('message_event', 'event.id')}, event.at, 'message', 'email_' || event.kind,
      jsonb_build_object('message_id', event.message_id, 'url', event.url, 'machine', event.machine,
        'subject', message.subject) || coalesce(event.data, '{}')
    FROM message_events event LEFT JOIN messages message ON message.id = event.message_id
    WHERE event.contact_id = $1 AND (message.id IS NULL OR ${OWN})
    UNION ALL
    SELECT ${timelineId('webhook', 'call.id')}, coalesce(delivered_at, call.updated_at), 'webhook', 'webhook_' || state,
      jsonb_build_object('call_id', call.id, 'host', call.host, 'endpoint', endpoint.name, 'status', call.status,
        'reason', call.error)
    FROM webhook_deliveries call LEFT JOIN webhook_endpoints endpoint ON endpoint.id = call.endpoint_id
    WHERE call.contact_id = $1 AND state NOT IN ('pending', 'sending')
  ) entry ${TIMELINE_PAGE}`;

@Injectable()
export class LedgerContactOwner implements ContactOwner {
  readonly key = 'messages';

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
      messages: await db.query('SELECT * FROM messages WHERE contact_id = $1 ORDER BY id', [contactId]),
      message_copies: await exportCopies(db, contactId),
      webhook_deliveries: await db.query('SELECT * FROM webhook_deliveries WHERE contact_id = $1', [contactId]),
      audience_changes: await db.query('SELECT * FROM audience_changes WHERE contact_id = $1', [contactId]),
      message_events: await db.query('SELECT * FROM message_events WHERE contact_id = $1 ORDER BY id', [contactId]),
    };
  }

  /** Rows of mails stay for the reports' counts; what names the person goes. */
  async erase(tx: Tx, contactId: number): Promise<void> {
    await AudienceOutbox.forget(tx, contactId);
    await tx.execute('DELETE FROM webhook_deliveries WHERE contact_id = $1', [contactId]);
    await eraseCopies(tx, contactId);
    await tx.execute(
      `DELETE FROM message_queue USING messages
       WHERE messages.id = message_queue.message_id AND contact_id = $1 AND message_queue.state = 'due'`,
      [contactId],
    );
    // What is being handed over cannot be called back; its row in the ledger is to name nobody either.
    await tx.execute(
      `UPDATE message_queue SET subject = NULL, address = NULL FROM messages
       WHERE messages.id = message_queue.message_id AND contact_id = $1`,
      [contactId],
    );
    await tx.execute(
      `UPDATE messages SET recipient_address = NULL, sought_address = NULL, subject = NULL, data = NULL, response = NULL,
      state = CASE WHEN state IN ('pending', 'deferred') THEN 'skipped' ELSE state END,
      reason = CASE WHEN state IN ('pending', 'deferred') THEN 'contact.erased' ELSE reason END
      WHERE contact_id = $1`,
      [contactId],
    );
    await tx.execute(
      `UPDATE message_events SET ip = NULL, user_agent = NULL, url = NULL,
      data = CASE WHEN kind = 'replied' THEN jsonb_build_object('key', data->'key') END
      WHERE contact_id = $1`,
      [contactId],
    );
  }

  async hold(tx: Tx, contactIds: readonly number[]): Promise<void> {
    await holdMails(tx, contactIds);
  }

  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    await mergeMails(tx, merge);
  }

  async unmerge(tx: Tx, merge: ContactMerge): Promise<void> {
    await giveMails(tx, merge);
  }
}
