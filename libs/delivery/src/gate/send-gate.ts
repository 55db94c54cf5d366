import { Inject, Injectable } from '@nestjs/common';
import { type Organisation, OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { MESSAGE_SOURCES, readQuietHours, sourceKey, type ClaimedMessage, type MessageSource } from '#libs/ledger';
import { FrequencyCaps, windowAfter } from './frequency-caps.js';
import { afterAllQuietHours } from './quiet-time.js';
import { consentKey, loadRecipientFacts, type RecipientFacts } from './recipient-facts.js';

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
    const invalid = await this.askSources(messages);
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
    const organisation = await this.organisation.get();
    const marketing = allowed.filter(({ message }) => message.class === 'marketing');
    const quiet = await this.findQuiet(marketing, facts, organisation, now);
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

  /** The end of the quiet hours for those who have them now, by message. */
  private async findQuiet(
    marketing: readonly Admitted[],
    facts: RecipientFacts,
    organisation: Organisation,
    now: Date,
  ): Promise<ReadonlyMap<number, Date>> {
    const own = await readQuietHours(
      this.db,
      marketing.map(({ message }) => message),
    );
    const general = organisation.quiet_hours ? [organisation.quiet_hours] : [];
    const found = new Map<number, Date>();
    for (const { message } of marketing) {
      const rules = [...general, ...(own.get(sourceKey(message)) ?? [])];
      if (rules.length === 0) continue;
      const contact = facts.contacts.get(message.contactId)?.time_zone ?? null;
      const at = afterAllQuietHours(now, rules, { contact, organisation: organisation.time_zone });
      if (at > now) found.set(message.id, at);
    }
    return found;
  }

  private async askSources(messages: readonly ClaimedMessage[]): Promise<ReadonlyMap<number, string>> {
    const answers = await Promise.all(
      this.sources.map(async (source) => {
        const own = messages.filter((message) => message.sourceKind === source.kind);
        return own.length > 0 ? source.refusals(this.db, own) : new Map<number, string>();
      }),
    );
    return new Map(answers.flatMap((answer) => [...answer]));
  }
}

function addressOf(message: ClaimedMessage, facts: RecipientFacts): string | null {
  if (message.recipientKind !== 'contact') return message.recipientAddress;
  return facts.contacts.get(message.contactId)?.email ?? null;
}

function refusal(message: ClaimedMessage, address: string | null, facts: RecipientFacts, now: Date) {
  if (message.recipientKind === 'contact' && !facts.contacts.has(message.contactId)) return 'contact.not_found';
  if (address === null) return 'contact.no_email';
  // An alert to a colleague is no mail to the contact: their suppression does not silence it.
  if (message.class !== 'internal' && facts.suppressed.has(address)) return 'suppressed';
  return message.class === 'marketing' ? consentRefusal(message, facts, now) : undefined;
}

function consentRefusal(message: ClaimedMessage, facts: RecipientFacts, now: Date): string | undefined {
  const consent = facts.consents.get(consentKey(message.contactId, message.topicId ?? 0));
  if (!consent) return 'consent.missing';
  if (consent.status !== 'subscribed') return `consent.${consent.status}`;
  return consent.expiresAt && consent.expiresAt <= now ? 'consent.expired' : undefined;
}
