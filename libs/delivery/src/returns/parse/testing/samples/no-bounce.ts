import type { ReturnKind } from '../../returned-mail.js';

/** A mail that comes back and costs no address its place, and what it is to be read as. */
export interface NoBounce {
  readonly what: string;
  readonly raw: string;
  readonly kind: ReturnKind;
  readonly reason: string | undefined;
  readonly addresses?: readonly string[];
}

export const TO = 'To: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>';
export const OURS = '7.abcdefghijkl@sender.example';
