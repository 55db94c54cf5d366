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
const EMPTY = 64;

/** The traits of the pieces that are looked at. */
let traits = new Uint8Array(256);

/**
 * The finished text part, in pieces: what is the same in every mail stays a number as long as nothing is to be tidied
 * there. No blanks at the end of lines, no more than one empty line in a row, one line break at the end. A link that
 * leads nowhere leaves no brackets behind, and an address that is its own link is not said twice. The array is used for
 * the result: most of a text is tidy, and stays where it is.
 */
export function tidyPieces(chunks: Chunk[], statics: readonly string[]): readonly Chunk[] {
  if (chunks.length > traits.length) traits = new Uint8Array(chunks.length * 2);
  if (readTraits(chunks, traitsOf(statics))) return [tidyText(joinChunks(chunks, statics))];
  return new TidyPieces(chunks, statics).tidy();
}

/** True when something is to be tidied that may reach over several pieces. */
function readTraits(chunks: readonly Chunk[], known: Uint8Array): boolean {
  let before = 0;
  let [value, valueTraits] = ['', EMPTY];
  for (let index = 0; index < chunks.length; index += 1) {
    const chunk = chunks[index] as Chunk;
    // The same value often stands in a text again and again.
    if (typeof chunk === 'string' && chunk !== value) [value, valueTraits] = [chunk, traitsOfText(chunk)];
    const own = typeof chunk === 'number' ? (known[chunk] as number) : valueTraits;
    traits[index] = own;
    if (own & EMPTY) continue;
    if (own & WHOLE || (before & ANGLE_END && own & ANGLE_START)) return true;
    before = own;
  }
  return false;
}

/** Two pieces grow together where there is a blank on both sides: lines may have to be tidied there. */
class TidyPieces {
  /** So many pieces at the beginning of the array are tidy; none falls apart, so these stay behind what is looked at. */
  private count = 0;
  private lastTraits = 0;

  constructor(
    private readonly pieces: Chunk[],
    private readonly statics: readonly string[],
  ) {}

  tidy(): readonly Chunk[] {
    const { pieces } = this;
    for (let index = 0; index < pieces.length; index += 1) {
      const own = traits[index] as number;
      if (!(own & EMPTY)) this.add(pieces[index] as Chunk, own);
    }
    pieces.length = this.count;
    return this.finish();
  }

  private add(chunk: Chunk, own: number): void {
    if (own & BLANK_START && this.lastTraits & BLANK_END) {
      this.count -= 1;
      const last = this.textOf(this.pieces[this.count]);
      this.lastTraits = this.count > 0 ? traitsOfText(this.textOf(this.pieces[this.count - 1])) & ~LINES : 0;
      this.addText(last + this.textOf(chunk));
    } else if (own & LINES) {
      this.addText(this.textOf(chunk));
    } else {
      this.pieces[this.count] = chunk;
      this.count += 1;
      this.lastTraits = own;
    }
  }

  /** Without blanks at both ends, and with one line break at the last. */
  private finish(): readonly Chunk[] {
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
  const own = Uint8Array.from(statics, traitsOfText);
  known.set(statics, own);
  return own;
}

function traitsOfText(text: string): number {
  if (text === '') return EMPTY;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  let own = (isBlank(first) ? BLANK_START : 0) | (isBlank(last) ? BLANK_END : 0);
  if (first === 0x3e) own |= ANGLE_START;
  if (last === 0x3c) own |= ANGLE_END;
  // Most values are a word, a number or an address of the web.
  if (text.includes('\n') && /[^\S\n]\n|\n{3}/.test(text)) own |= LINES;
  if (text.includes('<') && /<>|<mailto:/.test(text)) own |= WHOLE;
  return first === 0x6d && text.startsWith('mailto:') ? own | WHOLE : own;
}

function isBlank(code: number): boolean {
  return code <= 0x20 || (code >= 0xa0 && /\s/.test(String.fromCharCode(code)));
}
