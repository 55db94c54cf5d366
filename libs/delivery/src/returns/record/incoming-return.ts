import { createHash } from 'node:crypto';
import type { ReturnedMail } from '../parse/returned-mail.js';

/** Something that came back, from whatever source, read and not yet tied to a mail of ours. */
export interface IncomingReturn {
  /** `smtp`, or the type of the return source. */
  readonly source: string;
  /** The same thing has the same: a hash of the bytes, or the provider's id of its event. */
  readonly fingerprint: string;
  readonly at: Date;
  readonly returned: ReturnedMail;
  /** Where it was delivered to. */
  readonly envelopeTo: readonly string[];
  /** As it came. */
  readonly raw: Buffer;
}

/** The fingerprint of a mail as it came. */
export function fingerprintOf(raw: Buffer): string {
  return createHash('sha256').update(raw).digest('base64url');
}
