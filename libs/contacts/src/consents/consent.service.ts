import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { appendChanges } from '../changes/append-changes.js';
import { findMerged, missingContact } from '../merge/merged-contacts.js';
import type { ConsentStatus } from './consent-status.js';
import { writeConsents, type ConsentProof } from './write-consents.js';

const LOCK = `SELECT id FROM contacts WHERE id = $1 FOR NO KEY UPDATE`;

const CURRENT = `
  SELECT topics.slug, status FROM topics LEFT JOIN consents ON topic_id = topics.id AND contact_id = $1
  WHERE topics.slug = ANY($2)`;

// In the order of ids: two batches wait for each other instead of deadlocking.
const LOCK_MANY = `SELECT id FROM contacts WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`;

const OPEN = `
  SELECT contact_id AS "contactId", topics.slug AS topic, status AS old
  FROM consents JOIN topics ON topics.id = topic_id
  WHERE contact_id = ANY($1) AND slug <> 'tracking' AND status = ANY($2)`;

/** A complaint says more than a dead address, and neither overwrites that somebody unsubscribed. */
const ENDED_BY = {
  cleaned: ['subscribed', 'unconfirmed'],
  complained: ['subscribed', 'unconfirmed', 'cleaned'],
} as const;

interface CurrentConsent extends Record<string, unknown> {
  readonly slug: string;
  readonly status: ConsentStatus | null;
}

interface OpenConsent extends Record<string, unknown> {
  readonly contactId: number;
  readonly topic: string;
  readonly old: ConsentStatus;
}

/**
 * Locks the contacts, and of those that are not there any more the ones that they were merged into: a refusal is never
 * lost because two contacts were made one at that moment.
 */
async function lockCurrent(tx: Tx, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const found = (await tx.query<{ id: number }>(LOCK_MANY, [ids])).map(({ id }) => id);
  const here = new Set(found);
  const gone = ids.filter((id) => !here.has(id));
  const into = [...(await findMerged(tx, gone)).values()].filter((id) => !here.has(id));
  return into.length === 0 ? found : [...found, ...(await lockCurrent(tx, [...new Set(into)]))];
}

/**
 * Consent with proof: what the contact decided, or what somebody records with source and lawful basis. Here, and only
 * here, an unsubscribed contact may become subscribed again.
 */
@Injectable()
export class ConsentService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** One topic, set by somebody who gives source and lawful basis. Throws `contact.not_found`, `topic.not_found`. */
  async decide(
    contactId: number,
    topic: string,
    status: ConsentStatus,
    proof: ConsentProof & { readonly lawfulBasis: string },
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [contact] = await tx.query(LOCK, [contactId]);
      if (!contact) throw await missingContact(tx, contactId);
      const written = await this.write(tx, contactId, new Map([[topic, status]]), proof);
      if (written === 0) throw new DomainError('topic.not_found', `There is no topic "${topic}".`);
    });
  }

  /**
   * Sets the topics (by slug) of one contact, or of the one that it was merged into; unknown topics and a contact that
   * is gone are passed over, and so is what was chosen before: mail clients repeat their one click. Resolves with what
   * has changed.
   */
  async set(
    tx: Tx,
    askedId: number,
    choices: ReadonlyMap<string, ConsentStatus>,
    proof: ConsentProof,
  ): Promise<ReadonlyMap<string, ConsentStatus>> {
    const [contactId] = await lockCurrent(tx, [askedId]);
    if (contactId === undefined) return new Map();
    const current = await this.currentOf(tx, contactId, choices);
    const changed = new Map(
      current.flatMap(({ slug, status }): [string, ConsentStatus][] => {
        const choice = choices.get(slug);
        return choice !== undefined && choice !== status ? [[slug, choice]] : [];
      }),
    );
    if (changed.size > 0) await this.write(tx, contactId, changed, proof);
    return changed;
  }

  /**
   * Ends what many contacts may be sent, on every topic but tracking: their address is dead (`cleaned`) or they
   * complained. What they had decided themselves stays.
   */
  async end(tx: Tx, askedIds: readonly number[], status: 'cleaned' | 'complained', proof: ConsentProof): Promise<void> {
    const contactIds = await lockCurrent(tx, askedIds);
    if (contactIds.length === 0) return;
    const open = await tx.query<OpenConsent>(OPEN, [contactIds, ENDED_BY[status]]);
    const writes = open.map(({ contactId, topic, old }) => ({ contactId, topic, old, status }));
    await appendChanges(tx, await writeConsents(tx, writes, proof, { now: this.clock.now(), quiet: false }));
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }

  /** The contact is locked. Resolves with how many of the topics exist. */
  private async write(
    tx: Tx,
    contactId: number,
    choices: ReadonlyMap<string, ConsentStatus>,
    proof: ConsentProof,
  ): Promise<number> {
    const current = await this.currentOf(tx, contactId, choices);
    const writes = current.flatMap(({ slug: topic, status: old }) => {
      const status = choices.get(topic);
      return status ? [{ contactId, topic, old: old ?? undefined, status }] : [];
    });
    await appendChanges(tx, await writeConsents(tx, writes, proof, { now: this.clock.now(), quiet: false }));
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
    return current.length;
  }

  private currentOf(tx: Tx, contactId: number, choices: ReadonlyMap<string, ConsentStatus>): Promise<CurrentConsent[]> {
    return tx.query<CurrentConsent>(CURRENT, [contactId, [...choices.keys()]]);
  }
}
