import { joinChunks, type Chunk } from '../render/output.js';
import { tidyLines } from './text-lines.js';

/** What a piece of text is to its neighbours and to the tidying: bits. */
const BLANK_START = 1;
const BLANK_END = 2;
const ANGLE_START = 4;
const ANGLE_END = 8;
/** It has lines to be tidied. */
const LINES = 16;
/** What is to be tidied may reach over any number of pieces. */
const WHOLE = 32;

/**
 * The finished text part, in pieces: what is the same in every mail stays a number as long as nothing is to be tidied
 * there. No blanks at the end of lines, no more than one empty line in a row, one line break at the end. A link that
 * leads nowhere leaves no brackets behind, and an address that is its own link is not said twice.
 */
export function tidyPieces(chunks: readonly Chunk[], statics: readonly string[]): readonly Chunk[] {
  const known = traitsOf(statics);
  const tidy = new TidyPieces(statics, known);
  let before = 0;
  for (const chunk of chunks) {
    if ((typeof chunk === 'number' ? statics[chunk] : chunk) === '') continue;
    const traits = typeof chunk === 'number' ? (known[chunk] ?? 0) : traitsOfText(chunk);
    const deadLink = before & ANGLE_END && traits & ANGLE_START;
    if (deadLink || traits & WHOLE) return [tidyText(joinChunks(chunks, statics))];
    tidy.add(chunk, traits);
    before = traits;
  }
  return tidy.finish();
}

/** Two pieces grow together where there is a blank on both sides: lines may have to be tidied there. */
class TidyPieces {
  private readonly pieces: Chunk[] = [];
  private lastTraits = 0;

  constructor(
    private readonly statics: readonly string[],
    private readonly known: Uint8Array,
  ) {}

  add(chunk: Chunk, traits: number): void {
    if (traits & BLANK_START && this.lastTraits & BLANK_END) {
      const last = this.textOf(this.pieces.pop());
      this.lastTraits = this.traitsOf(this.pieces.at(-1));
      this.addText(last + this.textOf(chunk));
    } else if (traits & LINES) {
      this.addText(this.textOf(chunk));
    } else {
      this.pieces.push(chunk);
      this.lastTraits = traits;
    }
  }

  /** Without blanks at both ends, and with one line break at the last. */
  finish(): readonly Chunk[] {
    const { pieces } = this;
    while (pieces.length > 1 && this.textOf(pieces.at(-1)).trimEnd() === '') pieces.pop();
    const last = this.textOf(pieces.at(-1));
    const end = `${last.trimEnd()}\n`;
    if (end !== last) pieces[Math.max(0, pieces.length - 1)] = end;
    const begin = pieces.findIndex((piece) => this.textOf(piece).trimStart() !== '');
    if (begin === -1) return ['\n'];
    const first = this.textOf(pieces[begin]);
    const start = first.trimStart();
    if (start !== first) pieces[begin] = start;
    return begin === 0 ? pieces : pieces.slice(begin);
  }

  private addText(text: string): void {
    const tidy = tidyLines(text);
    this.add(tidy, traitsOfText(tidy) & ~LINES);
  }

  /** Of a piece that stands here already. */
  private traitsOf(chunk: Chunk | undefined): number {
    if (chunk === undefined) return 0;
    return typeof chunk === 'number' ? (this.known[chunk] ?? 0) : traitsOfText(chunk) & ~LINES;
  }

  private textOf(chunk: Chunk | undefined): string {
    return typeof chunk === 'number' ? (this.statics[chunk] ?? '') : (chunk ?? '');
  }
}

function tidyText(text: string): string {
  const linked = text.replace(/(\S+) <mailto:\1>/g, '$1').replace(/ ?<>/g, '');
  return `${tidyLines(linked).trim()}\n`;
}

const known = new WeakMap<readonly string[], Uint8Array>();

function traitsOf(statics: readonly string[]): Uint8Array {
  const ready = known.get(statics);
  if (ready?.length === statics.length) return ready;
  const traits = Uint8Array.from(statics, traitsOfText);
  known.set(statics, traits);
  return traits;
}

function traitsOfText(text: string): number {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  let traits = (isBlank(first) ? BLANK_START : 0) | (isBlank(last) ? BLANK_END : 0);
  if (first === 0x3e) traits |= ANGLE_START;
  if (last === 0x3c) traits |= ANGLE_END;
  // Most values are a word, a number or an address of the web.
  if (text.includes('\n') && /[^\S\n]\n|\n{3}/.test(text)) traits |= LINES;
  if (text.includes('<') && /<>|<mailto:/.test(text)) traits |= WHOLE;
  return text.startsWith('mailto:') ? traits | WHOLE : traits;
}

function isBlank(code: number): boolean {
  return code <= 0x20 || (code >= 0xa0 && /\s/.test(String.fromCharCode(code)));
}
