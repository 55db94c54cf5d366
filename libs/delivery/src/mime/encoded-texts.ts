import { encodeQuotedPrintable, quotedPrintableBound, type EncodedEnd } from './quoted-printable.js';

/** Shorter ones are encoded where they stand: a line of their own would cost more than it saves. */
const WORTHWHILE = 48;
const SOFT_BREAK = Buffer.from('=\r\n');

/** A text in quoted-printable, as it stands from the start of a line on. */
export interface EncodedText {
  readonly bytes: Buffer;
  /** The same behind a soft line break, for the middle of a line. */
  readonly onNewLine: Buffer;
  /** How many bytes of it stand in its last line, which is open. */
  readonly lastLine: number;
}

const known = new WeakMap<readonly string[], (EncodedText | null)[]>();

/** The texts of a template that are the same in every mail, encoded once; null for those that are too short for it. */
export function encodedTexts(statics: readonly string[]): readonly (EncodedText | null)[] {
  const ready = known.get(statics);
  if (ready?.length === statics.length) return ready;
  const encoded = statics.map((text) => (text.length < WORTHWHILE ? null : encode(text)));
  known.set(statics, encoded);
  return encoded;
}

function encode(text: string): EncodedText {
  const source = Buffer.from(text);
  const target = Buffer.allocUnsafe(quotedPrintableBound(source.length));
  const at: EncodedEnd = { end: 0, lineStart: 0 };
  encodeQuotedPrintable(source, source.length, target, at);
  const onNewLine = Buffer.concat([SOFT_BREAK, target.subarray(0, at.end)]);
  return { bytes: onNewLine.subarray(SOFT_BREAK.length), onNewLine, lastLine: at.end - at.lineStart };
}
