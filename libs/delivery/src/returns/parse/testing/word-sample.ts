import type { ReturnKind } from '../returned-mail.js';

/** A notice in words alone: the server, where it comes from and its subject, its words, and what they mean. */
export type WordSample = readonly [
  server: string,
  from: string,
  subject: string,
  text: string,
  kind: ReturnKind,
  addresses: readonly string[],
];
