import { isUtf8 } from 'node:buffer';
import { decodeWords } from '../../../mailbox/header-fields.js';

/** More lines than this are no header of a mail. */
const MAX_LINES = 2000;
const FIELD = /^([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:[ \t]*/;

/** Header fields by lower-case name, unfolded, in their order. */
export class HeaderBlock {
  constructor(private readonly fields: ReadonlyMap<string, readonly string[]>) {}

  get size(): number {
    return this.fields.size;
  }

  /** The first field of that name, with encoded-words decoded; '' when there is none. */
  get(name: string): string {
    const [value] = this.fields.get(name) ?? [];
    return value === undefined ? '' : decodeWords(decodeRaw(value.slice(0, 10_000)));
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  all(...names: readonly string[]): string[] {
    return names.flatMap((name) => this.fields.get(name) ?? []);
  }
}

/** Bytes beyond ASCII that stand in a header as they are (RFC 6532, and many without leave): UTF-8 when they can be. */
function decodeRaw(value: string): string {
  if (!/^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}

/** Reads the block of fields that a text begins with. Lines that are none are passed over, as in mbox files. */
export function readHeaderBlock(text: string, from = 0): { readonly headers: HeaderBlock; readonly end: number } {
  const fields = new Map<string, string[]>();
  let last: string[] | undefined;
  let at = from;
  for (let lines = 0; at < text.length && lines < MAX_LINES; lines += 1) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    if (line.trim() === '' && fields.size > 0) return { headers: new HeaderBlock(fields), end: end + 1 };
    last = addLine(fields, last, line);
    at = end + 1;
  }
  return { headers: new HeaderBlock(fields), end: Math.min(at, text.length) };
}

function addLine(fields: Map<string, string[]>, last: string[] | undefined, line: string): string[] | undefined {
  if (/^[ \t]/.test(line)) {
    const value = last?.pop();
    if (value !== undefined) last?.push(`${value} ${line.trim()}`);
    return last;
  }
  const field = FIELD.exec(line);
  if (!field) return undefined;
  const name = (field[1] ?? '').toLowerCase();
  const values = fields.get(name) ?? [];
  values.push(line.slice(field[0].length).trim());
  fields.set(name, values);
  return values;
}
