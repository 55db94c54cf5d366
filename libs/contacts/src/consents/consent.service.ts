import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { appendChanges } from '../changes/append-changes.js';
import type { ConsentStatus } from './consent-status.js';
import { writeConsents, type ConsentProof } from './write-consents.js';

const LOCK = `SELECT id FROM contacts WHERE id = $1 FOR NO KEY UPDATE`;

const CURRENT = `
  SELECT topics.slug, status FROM topics LEFT JOIN consents ON topic_id = topics.id AND contact_id = $1
  WHERE topics.slug = ANY($2)`;

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
      if (!contact) throw new DomainError('contact.not_found');
      const written = await this.write(tx, contactId, new Map([[topic, status]]), proof);
      if (written === 0) throw new DomainError('topic.not_found', `There is no topic "${topic}".`);
    });
  }

  /** Sets the topics (by slug) of one contact; unknown topics and a contact that is gone are passed over. */
  async set(
    tx: Tx,
    contactId: number,
    choices: ReadonlyMap<string, ConsentStatus>,
    proof: ConsentProof,
  ): Promise<void> {
    const [contact] = await tx.query(LOCK, [contactId]);
    if (contact) await this.write(tx, contactId, choices, proof);
  }

  /** The contact is locked. Resolves with how many of the topics exist. */
  private async write(
    tx: Tx,
    contactId: number,
    choices: ReadonlyMap<string, ConsentStatus>,
    proof: ConsentProof,
  ): Promise<number> {
    const current = await tx.query<{ slug: string; status: ConsentStatus | null }>(CURRENT, [
      contactId,
      [...choices.keys()],
    ]);
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
}
