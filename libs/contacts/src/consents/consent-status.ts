export const CONSENT_STATUSES = ['unconfirmed', 'subscribed', 'unsubscribed', 'cleaned', 'complained'] as const;

export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

const REFUSING: ReadonlySet<ConsentStatus> = new Set(['unsubscribed', 'cleaned', 'complained']);

/**
 * The rule of consent: import, upsert, batch and merge turn no unsubscribed, cleaned or complained contact back.
 * Only the contact, or a consent set with source and lawful basis, does. `unconfirmed` is no way round it.
 */
export function mayBecome(old: ConsentStatus | undefined, status: ConsentStatus): boolean {
  return old === undefined || !REFUSING.has(old) || REFUSING.has(status);
}
