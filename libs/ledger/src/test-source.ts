import type { ClaimedMessage } from './claims/claimed-message.js';
import type { MessageClass } from './ports/ledger.port.js';

/** The source of mails that show a colleague what a contact would get. Consent does not keep them, hence transactional. */
export const TEST_SOURCE = 'test';

/** As what a mail is composed: a test looks like the marketing mail that it stands for. */
export function looksOf({ sourceKind, class: kind }: Pick<ClaimedMessage, 'sourceKind' | 'class'>): MessageClass {
  return sourceKind === TEST_SOURCE ? 'marketing' : kind;
}

/** Whose mail it is: a test is rendered for a contact who never gets it, so that nothing that becomes of it is theirs. 0 = nobody. */
export function ownerOf({ sourceKind, contactId }: Pick<ClaimedMessage, 'sourceKind' | 'contactId'>): number {
  return sourceKind === TEST_SOURCE ? 0 : contactId;
}
