/** A text in pieces: numbers are indexes into `statics`, which are the same in every mail and encoded once. */
export interface BodyPieces {
  readonly chunks: readonly (number | string)[];
  /** The same array for every mail that shares the texts. */
  readonly statics: readonly string[];
}

export type BodyText = string | BodyPieces;

export function wholeText(body: BodyText): string {
  if (typeof body === 'string') return body;
  const { chunks, statics } = body;
  return chunks.map((chunk) => (typeof chunk === 'string' ? chunk : (statics[chunk] ?? ''))).join('');
}
