import type { ClaimedMessage } from '#libs/ledger';
import { consentKey, type RecipientFacts } from './recipient-facts.js';

/** The envelope's one recipient; null for a contact without an address. */
export function addressOf(message: ClaimedMessage, facts: RecipientFacts): string | null {
  if (message.recipientKind !== 'contact') return message.recipientAddress;
  return facts.contacts.get(message.contactId)?.email ?? null;
}

/** D60 to D62: why it may not go at all; undefined when it may. */
export function refusal(
  message: ClaimedMessage,
  address: string | null,
  facts: RecipientFacts,
  now: Date,
): string | undefined {
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
