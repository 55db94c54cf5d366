import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { MESSAGE_SOURCES, type ClaimedMessage, type MessageSource } from '#libs/ledger';
import { askSources } from './ask-sources.js';
import { findQuiet } from './find-quiet.js';
import { FrequencyCaps, windowAfter } from './frequency-caps.js';
import { loadRecipientFacts, type RecipientFacts } from './recipient-facts.js';
import { addressOf, refusal } from './refusal.js';

export interface Admitted {
  readonly message: ClaimedMessage;
  /** The envelope's one recipient. */
  readonly address: string;
}

export interface Refused {
  readonly message: ClaimedMessage;
  readonly reason: string;
}

/** Not now: looked at again then. */
export interface Postponed extends Refused {
  readonly until: Date;
}

export interface GateDecision {
  readonly admitted: readonly Admitted[];
  readonly refused: readonly Refused[];
  readonly postponed: readonly Postponed[];
  readonly facts: RecipientFacts;
}

/**
 * The checks before sending, by the numbers of the sender rules: D60 suppression, D61 consent with expiry, D62 topic,
 * D63 still valid, D64 frequency caps, D65 quiet hours. Every refusal has a reason, and "not now" the next time.
 * Transactional and internal messages skip D61, D62, D64 and D65. Quiet hours are looked at before the caps: a mail
 * that waits for the morning takes nobody's place.
 */
@Injectable()
export class SendGate {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(FrequencyCaps) private readonly caps: FrequencyCaps,
    @Inject(MESSAGE_SOURCES) private readonly sources: readonly MessageSource[],
  ) {}

  async decide(messages: readonly ClaimedMessage[]): Promise<GateDecision> {
    const facts = await loadRecipientFacts(
      this.db,
      [...new Set(messages.map((message) => message.contactId))],
      [...new Set(messages.flatMap((message) => message.topicId ?? []))],
      messages.flatMap((message) => message.recipientAddress ?? []),
    );
    const invalid = await askSources(this.db, this.sources, messages);
    const now = this.clock.now();
    const allowed: Admitted[] = [];
    const refused: Refused[] = [];
    for (const message of messages) {
      const address = addressOf(message, facts);
      const reason = refusal(message, address, facts, now) ?? invalid.get(message.id);
      if (address !== null && reason === undefined) allowed.push({ message, address });
      else refused.push({ message, reason: reason ?? 'contact.no_email' });
    }
    const timed = await this.judgeTime(allowed, facts, now);
    return { ...timed, refused: [...refused, ...timed.refused], facts };
  }

  /** D64 and D65: what may go now, what waits, and what has waited for its turn too long. */
  private async judgeTime(
    allowed: readonly Admitted[],
    facts: RecipientFacts,
    now: Date,
  ): Promise<Omit<GateDecision, 'facts'>> {
    // As they are now: whoever sets a limit and starts a campaign in the same second is to find it kept.
    const organisation = await this.organisation.read();
    const marketing = allowed.filter(({ message }) => message.class === 'marketing');
    const quiet = await findQuiet(this.db, marketing, facts, organisation, now);
    const awake = marketing.filter(({ message }) => !quiet.has(message.id)).map(({ message }) => message);
    const late = await this.caps.reserve(awake, organisation.frequency_caps, now);
    const refused: Refused[] = [];
    const postponed: Postponed[] = marketing.flatMap(({ message }): Postponed[] => {
      const morning = quiet.get(message.id);
      if (morning) return [{ message, reason: 'quiet_hours', until: morning }];
      const until = late.get(message.id);
      if (!until) return [];
      if (until <= windowAfter(message.createdAt, organisation.frequency_wait))
        return [{ message, reason: 'frequency_cap', until }];
      refused.push({ message, reason: 'frequency_cap' });
      return [];
    });
    const admitted = allowed.filter(({ message }) => !quiet.has(message.id) && !late.has(message.id));
    return { admitted, postponed, refused };
  }
}
