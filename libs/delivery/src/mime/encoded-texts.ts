import { encodeQuotedPrintable, MAX_COLUMNS, quotedPrintableBound, type EncodedEnd } from './quoted-printable.js';

const SOFT_BREAK = Buffer.from('=\r\n');

/** A text in quoted-printable, as it stands from the start of a line on: there it is safe, and in the middle as well. */
export class EncodedText {
  /** Behind a soft line break: that begins a line and says nothing. */
  private readonly onNewLine: Buffer;
  private readonly bytes: Buffer;
  /** How many bytes stand in its first line, and in its last one, which is open. */
  private readonly firstLine: number;
  private readonly lastLine: number;

  constructor(text: string) {
    const target = Buffer.allocUnsafe(quotedPrintableBound(text.length));
    const at: EncodedEnd = { end: 0, lineStart: 0 };
    encodeQuotedPrintable(text, target, at);
    this.onNewLine = Buffer.concat([SOFT_BREAK, target.subarray(0, at.end)]);
    this.bytes = this.onNewLine.subarray(SOFT_BREAK.length);
    this.lastLine = at.end - at.lineStart;
    const lineEnd = this.bytes.indexOf('\r');
    this.firstLine = lineEnd < 0 ? at.end : lineEnd;
  }

  /** The most bytes that `write` takes. */
  get size(): number {
    return this.onNewLine.length;
  }

  write(target: Buffer, at: EncodedEnd): void {
    const fits = at.end - at.lineStart + this.firstLine <= MAX_COLUMNS;
    const bytes = fits ? this.bytes : this.onNewLine;
    at.end = copy(bytes, target, at.end);
    if (!fits || this.lastLine < this.bytes.length) at.lineStart = at.end - this.lastLine;
  }
}

/** A few bytes are sooner copied one by one than all at once. */
const FEW = 24;

function copy(bytes: Buffer, target: Buffer, at: number): number {
  const { length } = bytes;
  if (length > FEW) target.set(bytes, at);
  else for (let index = 0; index < length; index += 1) target[at + index] = bytes[index] as number;
  return at + length;
}

const known = new WeakMap<readonly string[], EncodedText[]>();

/** The texts of a template that are the same in every mail, encoded once. */
export function encodedTexts(statics: readonly string[]): readonly EncodedText[] {
  const ready = known.get(statics);
  if (ready?.length === statics.length) return ready;
  const encoded = statics.map((text) => new EncodedText(text));
  known.set(statics, encoded);
  return encoded;
}
