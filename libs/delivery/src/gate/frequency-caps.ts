import { Inject, Injectable } from '@nestjs/common';
import type { Organisation } from '#libs/accounts';
import { moveByWindow, parseTimeWindow } from '#libs/conditions';
import { Database, type Tx } from '#libs/db';
import type { ClaimedMessage } from '#libs/ledger';

export type Cap = Organisation['frequency_caps'][number];

/** A mail that has its place under the caps: counted from then on, whatever the mail server says later. */
export interface Reservation {
  readonly topic: string | null;
  readonly at: Date;
}

/** Advisory locks of this kind are on contacts, some of which share one. */
const LOCK_CLASS = 4064;
/**
 * So few because PostgreSQL has room for 64 locks a connection in all (max_locks_per_transaction): one for each contact,
 * over the batches of some processes, would leave none for anybody else. Batches wait for each other some 10 ms.
 */
const LOCKS = 128;

// Counting and then sending would race with other processes. In the order of contacts, so that none deadlock.
const LOCK = `SELECT pg_advisory_xact_lock(${String(LOCK_CLASS)}, contact) FROM unnest($1::int[]) AS contact`;

// What failed or was skipped was not received; what is under way, or unknown, may have been.
const RESERVED = `
  SELECT messages.contact_id AS "contactId", topics.slug AS topic, messages.reserved_at AS at
  FROM messages LEFT JOIN topics ON topics.id = messages.topic_id
  WHERE messages.contact_id = ANY($1::bigint[]) AND messages.reserved_at > $2 AND messages.id <> ALL($3::bigint[])
    AND messages.state NOT IN ('failed', 'skipped')
  ORDER BY messages.reserved_at`;

/** A place that is taken, with the mail that took it. */
export interface CountedReservation extends Reservation {
  readonly messageId: number;
  readonly sourceKind: string;
  readonly sourceId: number;
  readonly subject: string | null;
}

// As above, for one contact at a moment that may be past, with what took the places.
const COUNTED = `
  SELECT messages.id AS "messageId", messages.source_kind AS "sourceKind", messages.source_id AS "sourceId",
    coalesce(messages.subject, version.subject) AS subject, topics.slug AS topic, messages.reserved_at AS at
  FROM messages LEFT JOIN topics ON topics.id = messages.topic_id
  LEFT JOIN template_versions version
    ON version.template_id = messages.template_id AND version.version = messages.template_version
  WHERE messages.contact_id = $1 AND messages.reserved_at > $2 AND messages.reserved_at <= $3 AND messages.id <> $4
    AND messages.state NOT IN ('failed', 'skipped')
  ORDER BY messages.reserved_at`;

const RESERVE = `
  UPDATE messages SET reserved_at = $3
  FROM unnest($1::bigint[], $2::int[]) AS mine (id, attempt) JOIN message_queue queue
    ON queue.message_id = mine.id AND queue.attempt = mine.attempt AND queue.state = 'claimed'
  WHERE messages.id = mine.id`;

const TOPICS = 'SELECT id, slug FROM topics';

/** A month before the end of a month may be up to three days further away than a month after its start. */
const MONTH_SLACK_MS = 3 * 86_400_000;

/** D64. How many marketing mails a contact gets in a time, over all campaigns and automations. */
@Injectable()
export class FrequencyCaps {
  constructor(@Inject(Database) private readonly db: Database) {}

  /**
   * Reserves a place for each of these marketing messages, the most urgent first, by one transaction. Resolves with
   * those that found none, by id, and when there will be one. Without caps it does nothing.
   */
  async reserve(
    messages: readonly ClaimedMessage[],
    caps: readonly Cap[],
    now: Date,
  ): Promise<ReadonlyMap<number, Date>> {
    if (caps.length === 0 || messages.length === 0) return new Map();
    return this.db.transaction(async (tx) => {
      const contacts = [...new Set(messages.map(({ contactId }) => contactId))];
      await tx.query(LOCK, [[...new Set(contacts.map((id) => id % LOCKS))].sort((a, b) => a - b)]);
      const taken = await this.readTaken(tx, contacts, messages, caps, now);
      const topics = new Map((await tx.query<{ id: number; slug: string }>(TOPICS)).map(({ id, slug }) => [id, slug]));
      const late = new Map<number, Date>();
      const admitted: ClaimedMessage[] = [];
      for (const message of [...messages].sort((a, b) => a.priority - b.priority || a.id - b.id)) {
        const topic = topics.get(message.topicId ?? 0) ?? null;
        const own = taken.get(message.contactId) ?? [];
        const next = nextPlace(own, topic, caps, now);
        if (next) {
          late.set(message.id, next);
          continue;
        }
        admitted.push(message);
        taken.set(message.contactId, [...own, { topic, at: now }]);
      }
      await tx.execute(RESERVE, [admitted.map(({ id }) => id), admitted.map(({ attempt }) => attempt), now]);
      return late;
    });
  }

  /** The places that a contact had taken at a moment, without that of one mail; nothing is reserved. */
  async look(contactId: number, messageId: number, caps: readonly Cap[], at: Date): Promise<CountedReservation[]> {
    if (caps.length === 0) return [];
    return this.db.query<CountedReservation & Record<string, unknown>>(COUNTED, [
      contactId,
      earliest(caps, at),
      at,
      messageId,
    ]);
  }

  private async readTaken(
    tx: Tx,
    contacts: readonly number[],
    messages: readonly ClaimedMessage[],
    caps: readonly Cap[],
    now: Date,
  ): Promise<Map<number, Reservation[]>> {
    const rows = await tx.query<Reservation & { contactId: number }>(RESERVED, [
      contacts,
      earliest(caps, now),
      messages.map(({ id }) => id),
    ]);
    const taken = new Map<number, Reservation[]>();
    for (const { contactId, ...reservation } of rows) {
      taken.set(contactId, [...(taken.get(contactId) ?? []), reservation]);
    }
    return taken;
  }
}

/** When the caps leave room for one more; null for now. `taken` is in the order of time. */
export function nextPlace(
  taken: readonly Reservation[],
  topic: string | null,
  caps: readonly Cap[],
  now: Date,
): Date | null {
  const waits = caps
    .filter((cap) => cap.topic === undefined || cap.topic === topic)
    .flatMap(
      (cap) =>
        countedBy(cap, taken, now)
          .map(({ at }) => windowAfter(at, cap.per))
          .at(-cap.max) ?? [],
    );
  return waits.length === 0 ? null : new Date(Math.max(...waits.map((at) => at.getTime())));
}

/** Places that were taken before then count under none of the caps. */
function earliest(caps: readonly Cap[], now: Date): Date {
  return new Date(Math.min(...caps.map(({ per }) => before(now, per).getTime())) - MONTH_SLACK_MS);
}

/** Those of the places that one cap counts at a moment. */
export function countedBy<R extends Reservation>(cap: Cap, taken: readonly R[], at: Date): R[] {
  return taken.filter(
    ({ topic, at: reserved }) =>
      (cap.topic === undefined || topic === cap.topic) && windowAfter(reserved, cap.per) > at,
  );
}

function before(at: Date, per: string): Date {
  return moveByWindow(at, windowOf(per), -1);
}

/** The moment a window of this length ends that begins then. */
export function windowAfter(at: Date, per: string): Date {
  return moveByWindow(at, windowOf(per), 1);
}

function windowOf(per: string): NonNullable<ReturnType<typeof parseTimeWindow>> {
  const window = parseTimeWindow(per);
  if (!window) throw new Error(`The cap per ${per} was stored unchecked`);
  return window;
}
