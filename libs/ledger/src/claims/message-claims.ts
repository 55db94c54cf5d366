import { Inject, Injectable } from '@nestjs/common';
import { appendChanges, type NewContactChange } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { ClaimedMessage, Result, Verdict } from './claimed-message.js';

/** How long a claim lasts without renewal. */
export const LEASE_S = 60;

// One statement claims: SKIP LOCKED keeps two processes apart, the attempt number fences the one that comes back late.
const CLAIM = `
  UPDATE messages SET state = 'claimed', attempt = messages.attempt + 1, lease_owner = $3,
    lease_until = now() + interval '${String(LEASE_S)} s', updated_at = now()
  FROM (
    SELECT id FROM messages due
    WHERE state IN ('pending', 'deferred') AND due_at <= $1
      AND NOT EXISTS (SELECT FROM message_sources source
        WHERE source.kind = due.source_kind AND source.id = due.source_id AND source.state <> 'active')
    ORDER BY priority, due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
  ) picked
  WHERE messages.id = picked.id
  RETURNING messages.id, contact_id AS "contactId", source_kind AS "sourceKind", source_id AS "sourceId", occurrence,
    class, recipient_kind AS "recipientKind", recipient_address AS "recipientAddress", topic_id AS "topicId",
    sender_id AS "senderId", template_id AS "templateId", template_version AS "templateVersion", data, attempt, priority,
    created_at AS "createdAt", request_id AS "requestId"`;

// D68. The last look before hand-over, in the statement that hands over: lease, source, consent and suppression.
// Whoever unsubscribed or was paused a moment ago stays claimed here and is judged again by the caller.
const TO_SENDING = `
  UPDATE messages SET state = 'sending', message_id = mine.message_id, template_version = mine.template_version,
    subject = mine.subject,     updated_at = now(),
    lease_until = now() + interval '${String(LEASE_S)} s'
  FROM unnest($1::bigint[], $2::int[], $3::text[], $4::int[], $5::text[])
    AS mine (id, attempt, message_id, template_version, subject)
  WHERE messages.id = mine.id AND messages.attempt = mine.attempt AND messages.state = 'claimed'
    AND NOT EXISTS (SELECT FROM message_sources source WHERE source.kind = messages.source_kind
      AND source.id = messages.source_id AND source.state <> 'active')
    AND (class <> 'marketing' OR EXISTS (SELECT FROM consents WHERE consents.contact_id = messages.contact_id
      AND consents.topic_id = messages.topic_id AND consents.status = 'subscribed'
      AND (consents.expires_at IS NULL OR consents.expires_at > now())))
  RETURNING messages.id`;

// What its source gave up meanwhile does not wait again.
const ENDED = `EXISTS (SELECT FROM message_sources source WHERE source.kind = messages.source_kind
  AND source.id = messages.source_id AND source.state = 'ended')`;

// Either the end of a source waits for this and then sees what was put off, or this waits and then sees the end.
const HOLD_SOURCES = `
  SELECT FROM message_sources
  WHERE (kind, id) IN (SELECT source_kind, source_id FROM messages WHERE messages.id = ANY($1::bigint[])) FOR SHARE`;

// A late answer still tells the truth about its own attempt: unknown may become sent, a newer attempt never changes.
const WRITE_BACK = `
  UPDATE messages SET response = left(result.response, 500),
    state = CASE WHEN result.state IN ('deferred', 'pending') AND ${ENDED} THEN 'skipped' ELSE result.state END,
    reason = CASE WHEN result.state IN ('deferred', 'pending') AND ${ENDED} THEN source_kind || '.cancelled' ELSE result.reason END,
    due_at = coalesce(result.due_at, messages.due_at), lease_until = NULL, lease_owner = NULL, updated_at = now(),
    sent_at = CASE WHEN result.state = 'sent' THEN now() END,
    bounced_at = CASE WHEN result.bounced THEN now() ELSE messages.bounced_at END
  FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[])
    AS result (id, attempt, state, reason, response, due_at, bounced)
  WHERE messages.id = result.id AND messages.attempt = result.attempt
    AND messages.state IN ('claimed', 'sending', 'unknown')
  RETURNING messages.id`;

const BOUNCED = `
  INSERT INTO message_events (message_id, contact_id, kind, data)
  SELECT message_id, contact_id, 'bounced', jsonb_build_object('diagnostic', left(diagnostic, 500)) || meaning
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[])
    AS bounced (message_id, contact_id, diagnostic, meaning)
  ON CONFLICT (message_id, kind) WHERE kind IN ('bounced', 'complained') DO NOTHING`;

const RELEASE = `
  UPDATE messages SET lease_until = NULL, lease_owner = NULL, updated_at = now(),
    state = CASE WHEN ${ENDED} THEN 'skipped' ELSE 'pending' END,
    reason = CASE WHEN ${ENDED} THEN source_kind || '.cancelled' END
  FROM unnest($1::bigint[], $2::int[]) AS mine (id, attempt)
  WHERE messages.id = mine.id AND messages.attempt = mine.attempt AND messages.state = 'claimed'`;

const TAKE_BACK = `
  UPDATE messages SET lease_until = NULL, lease_owner = NULL, updated_at = now(),
    state = CASE WHEN ${ENDED} THEN 'skipped' ELSE 'pending' END,
    reason = CASE WHEN ${ENDED} THEN source_kind || '.cancelled' END
  FROM unnest($1::bigint[], $2::int[]) AS mine (id, attempt)
  WHERE messages.id = mine.id AND messages.attempt = mine.attempt AND messages.state IN ('claimed', 'sending')`;

// SKIP LOCKED: a row that is being written back just now needs no renewal, and waiting for it could deadlock.
const RENEW = `
  UPDATE messages SET lease_until = now() + interval '${String(LEASE_S)} s'
  WHERE id IN (SELECT id FROM messages WHERE state IN ('claimed', 'sending') AND lease_owner = $1
    AND lease_until < now() + interval '${String(LEASE_S - 20)} s' FOR UPDATE SKIP LOCKED)`;

// Nobody knows whether the mail left: it is never silently sent again (see docs: "unknown").
const EXPIRE = `
  UPDATE messages SET
    state = CASE WHEN state = 'sending' THEN 'unknown' WHEN ${ENDED} THEN 'skipped' ELSE 'pending' END,
    reason = CASE WHEN state = 'sending' THEN 'worker.lost' WHEN ${ENDED} THEN source_kind || '.cancelled' END,
    lease_until = NULL, lease_owner = NULL, updated_at = now()
  WHERE id IN (SELECT id FROM messages WHERE state IN ('claimed', 'sending') AND lease_until < now()
    LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

/** What is known about a mail at the moment when it is handed over. */
interface HandOverRow {
  readonly id: number;
  readonly attempt: number;
  readonly messageId: string;
  readonly templateVersion: number | null;
  readonly subject: string;
}

/** The state machine of a message between pending and its end. Every step is one conditional statement. */
@Injectable()
export class MessageClaims {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Takes up to `limit` due messages for this owner, most urgent first. */
  async claim(owner: string, limit: number): Promise<ClaimedMessage[]> {
    return this.db.query<ClaimedMessage & Record<string, unknown>>(CLAIM, [this.clock.now(), limit, owner]);
  }

  /** claimed → sending for those that still may go; resolves with their ids. */
  async toSending(messages: readonly HandOverRow[]): Promise<ReadonlySet<number>> {
    const rows = await this.db.query<{ id: number }>(TO_SENDING, [
      messages.map((message) => message.id),
      messages.map((message) => message.attempt),
      messages.map((message) => message.messageId),
      messages.map((message) => message.templateVersion),
      messages.map((message) => storable(message.subject).slice(0, 300)),
    ]);
    return new Set(rows.map((row) => row.id));
  }

  /** Writes verdicts and what they mean for the contact in one transaction. */
  async writeBack(results: readonly Result[]): Promise<void> {
    if (results.length === 0) return;
    await this.db.transaction(async (tx) => {
      const putOff = results.filter(({ verdict }) => verdict.state === 'deferred' || verdict.state === 'pending');
      if (putOff.length > 0) await tx.query(HOLD_SOURCES, [putOff.map(({ id }) => id)]);
      const rows = await tx.query<{ id: number }>(WRITE_BACK, toColumns(results));
      const written = new Set(rows.map((row) => row.id));
      await this.logChanges(
        tx,
        results.filter((result) => written.has(result.id)),
      );
    });
  }

  /** claimed → pending, at once: the work was not begun. */
  async release(messages: readonly { id: number; attempt: number }[]): Promise<void> {
    if (messages.length === 0) return;
    await this.db.execute(RELEASE, [messages.map((message) => message.id), messages.map((message) => message.attempt)]);
  }

  /** claimed or sending → pending (skipped when its source has ended), for a caller who knows that not one byte has left. */
  async takeBack(messages: readonly { id: number; attempt: number }[]): Promise<void> {
    const ids = messages.map(({ id }) => id);
    await this.db.transaction(async (tx) => {
      await tx.query(HOLD_SOURCES, [ids]);
      await tx.execute(TAKE_BACK, [ids, messages.map(({ attempt }) => attempt)]);
    });
  }

  async renew(owner: string): Promise<void> {
    await this.db.execute(RENEW, [owner]);
  }

  /** Ends the leases of processes that are gone. Resolves with how many messages moved. */
  async expire(): Promise<number> {
    return this.db.execute(EXPIRE);
  }

  private async logChanges(tx: Tx, results: readonly Result[]): Promise<void> {
    const about = results.filter((result) => result.contactId > 0);
    const bounced = about.filter((result) => isBounce(result.verdict));
    if (bounced.length > 0) {
      await tx.execute(BOUNCED, [
        bounced.map((result) => result.id),
        bounced.map((result) => result.contactId),
        bounced.map((result) => responseOf(result.verdict)),
        bounced.map(({ verdict }) => JSON.stringify(('meaning' in verdict && verdict.meaning) || {})),
      ]);
    }
    const sent = about.filter((result) => result.verdict.state === 'sent');
    await appendChanges(tx, [...toChanges(sent, 'email:sent'), ...toChanges(bounced, 'email:bounced')]);
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }
}

function isBounce(verdict: Verdict): boolean {
  return verdict.state === 'failed' && verdict.bounced;
}

function toChanges(results: readonly Result[], dimension: NewContactChange['dimension']): NewContactChange[] {
  return results.map(({ contactId }) => ({ contactId, dimension }));
}

function toColumns(results: readonly Result[]): unknown[][] {
  return [
    results.map((r) => r.id),
    results.map((r) => r.attempt),
    results.map((r) => r.verdict.state),
    results.map((r) => ('reason' in r.verdict ? r.verdict.reason : null)),
    results.map((r) => responseOf(r.verdict)),
    results.map((r) => ('dueAt' in r.verdict ? r.verdict.dueAt : null)),
    results.map((r) => isBounce(r.verdict)),
  ];
}

function responseOf(verdict: Verdict): string | null {
  return 'response' in verdict ? storable(verdict.response) : null;
}

/** A server may answer anything, and so may data: U+0000 can't be kept in text, and one such answer must not hold up the others. */
function storable(response: string): string {
  return response.replaceAll('\u0000', '');
}
