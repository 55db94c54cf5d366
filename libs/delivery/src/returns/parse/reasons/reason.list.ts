import { ADDRESS_REASONS } from './address.reasons.js';
import { DELIVERY_REASONS } from './delivery.reasons.js';
import type { Reason } from './reason.js';
import { REFUSAL_REASONS } from './refusal.reasons.js';

/**
 * The first whose words are found is the reason, so what is said about us or our mail comes before what is said about
 * the address: "user unknown" may stand in a refusal of the sender. Codes decide when no words do.
 */
export const REASONS: readonly Reason[] = [...REFUSAL_REASONS, ...ADDRESS_REASONS, ...DELIVERY_REASONS];
