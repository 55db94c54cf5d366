import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { MESSAGE_SOURCES, type ClaimedMessage, type MessageSource } from '#libs/ledger';
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

export interface GateDecision {
  readonly admitted: readonly Admitted[];
  readonly refused: readonly Refused[];
  readonly facts: RecipientFacts;
}

/**
 * The checks before sending, in the order of the sender rules: D60 suppression, D61 consent with expiry, D62 topic,
 * D63 still valid. Every refusal has a reason. Transactional and internal messages skip D61 and D62.
 */
@Injectable()
export class SendGate {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
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
    const admitted: Admitted[] = [];
    const refused: Refused[] = [];
    for (const message of messages) {
      const address = addressOf(message, facts);
      const reason = refusal(message, address, facts, now) ?? invalid.get(message.id);
      if (address !== null && reason === undefined) admitted.push({ message, address });
      else refused.push({ message, reason: reason ?? 'contact.no_email' });
    }
    return { admitted, refused, facts };
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
