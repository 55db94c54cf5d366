import type { ReturnKind } from '../returned-mail.js';

/** A reason for which mail comes back: what it costs, and the words by which servers give it. */
export interface Reason {
  readonly reason: string;
  readonly kind: Extract<ReturnKind, 'hard' | 'soft' | 'policy' | 'mailbox_full' | 'block'>;
  /** Enhanced status codes without their class (RFC 3463): `1.1` stands for 4.1.1 and 5.1.1. */
  readonly codes: readonly string[];
  /** White space in the text is a single blank. Several languages: what is not English comes from local servers. */
  readonly words: readonly RegExp[];
}
