import type { SecretRing } from '#libs/kernel';

const PURPOSE = 'message-id';
/** 72 bits: enough against guessing, and 12 characters in every header. */
const MAC_BYTES = 9;
const OURS = /^([0-9a-z]{1,11})\.([\w-]{12})@/;

/** The same for every attempt: a mail that is sent again after "unknown" can be recognised as the same. */
export function writeMessageId(secrets: SecretRing, id: number, domain: string): string {
  return `${id.toString(36)}.${secrets.sign(PURPOSE, String(id), MAC_BYTES)}@${domain}`;
}

/** The ledger's id in a Message-ID that was made here, whatever its domain; undefined for all others. */
export function readMessageId(secrets: SecretRing, messageId: string): number | undefined {
  const [, digits = '', mac = ''] = OURS.exec(messageId) ?? [];
  const id = Number.parseInt(digits, 36);
  const isOurs = Number.isSafeInteger(id) && id.toString(36) === digits;
  return isOurs && secrets.verify(PURPOSE, String(id), mac, MAC_BYTES) ? id : undefined;
}
