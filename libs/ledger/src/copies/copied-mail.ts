import { looksOf } from '../test-source.js';
import type { ClaimedMessage } from '../claims/claimed-message.js';

/** A mail that is about to be handed over, as it will be. */
export interface CopiedMail {
  readonly id: number;
  readonly attempt: number;
  /** Envelope sender; '' is the null reverse path. */
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/** Marketing mails can be rendered again, and are too many; so is a test, that looks like one. */
export function isCopied(message: Pick<ClaimedMessage, 'sourceKind' | 'class'>): boolean {
  return looksOf(message) !== 'marketing';
}
