import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
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
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Sets the topics (by slug) of one contact; unknown topics and a contact that is gone are passed over. */
  async set(
    tx: Tx,
    contactId: number,
    choices: ReadonlyMap<string, ConsentStatus>,
    proof: ConsentProof,
  ): Promise<void> {
    const [contact] = await tx.query(LOCK, [contactId]);
    if (!contact) return;
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
  }
}
