/** An attribute as written; `start` and `end` enclose its value. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

export interface OpenTag {
  readonly kind: 'open';
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly Attribute[];
  readonly selfClosing: boolean;
}

interface CloseTag {
  readonly kind: 'close';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** `within` names what makes the text something else than content: an element with raw text, or a comment. */
export interface TextRun {
  readonly kind: 'text';
  readonly start: number;
  readonly end: number;
  readonly within: string | null;
}

export type Markup = OpenTag | CloseTag | TextRun;

const RAW_TEXT = new Set(['style', 'script', 'title', 'textarea', 'mj-style', 'mj-title']);
// A mark is hidden by letters that no tag, attribute or conditional comment can begin with.
const BLANK = '\ue000';

/** Outlook's conditional comments hold HTML that Outlook shows: only their frames are comments. */
const CONDITIONAL = /<!--\[if[^\]]*\]>|<!\[endif\](?:--)?>|<!--<!\[endif\]-->|<!\[if[^\]]*\]>|<!-->/y;
const BEGINS_MARKUP = /^<(?:[!?a-z]|\/[a-z])/i;
const TAG_NAME = /<(\/?)([a-zA-Z][^\s/>\ue000]*)/y;
const ATTRIBUTE = /([^\s"'<>/=\ue000]+)(?:(\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/y;

/**
 * Reads HTML, or MJML, in one pass and in linear time, forgiving like a browser. Marks are invisible to it inside a
 * tag, so that `<td {{#if x}}align="left"{{/if}}>` has an attribute `align`.
 */
export function readMarkup(source: string, mark: RegExp): Markup[] {
  return new MarkupReader(source, mark).read();
}

class MarkupReader {
  private readonly found: Markup[] = [];
  private readonly masked: string;
  private position = 0;

  constructor(
    private readonly source: string,
    mark: RegExp,
  ) {
    this.masked = source.replace(mark, (word) => BLANK.repeat(word.length));
  }

  read(): Markup[] {
    let from = 0;
    while (this.position < this.source.length) {
      const open = this.masked.indexOf('<', Math.max(from, this.position));
      if (open !== -1 && !BEGINS_MARKUP.test(this.masked.slice(open, open + 3))) {
        // A lone "<" is text.
        from = open + 1;
        continue;
      }
      this.text(open === -1 ? this.source.length : open, null);
      if (open !== -1) this.angle(open);
    }
    return this.found;
  }

  private angle(open: number): void {
    const conditional = matchAt(CONDITIONAL, this.masked, open);
    if (conditional) this.position = open + conditional[0].length;
    else if (this.masked.startsWith('<!--', open)) this.until('-->', open, 'comment');
    else if (/^<[!?]/.test(this.masked.slice(open, open + 2))) this.position = this.after('>', open);
    else this.tag(open);
  }

  private tag(open: number): void {
    const match = matchAt(TAG_NAME, this.masked, open);
    const name = match?.[2]?.toLowerCase() ?? '';
    if (match?.[1] !== '/') {
      this.openTag(name, open, open + (match?.[0].length ?? 1));
      return;
    }
    this.position = this.after('>', open);
    this.found.push({ kind: 'close', name, start: open, end: this.position });
  }

  private openTag(name: string, start: number, from: number): void {
    const attributes: Attribute[] = [];
    let at = from;
    while (at < this.masked.length && this.masked[at] !== '>') {
      const match = matchAt(ATTRIBUTE, this.masked, at);
      if (match) attributes.push(this.attribute(match, at));
      at += match ? match[0].length : 1;
    }
    const selfClosing = this.masked[at - 1] === '/';
    this.position = Math.min(at + 1, this.source.length);
    this.found.push({ kind: 'open', name, start, end: this.position, attributes, selfClosing });
    if (RAW_TEXT.has(name) && !selfClosing) this.rawText(name);
  }

  private attribute(match: RegExpExecArray, at: number): Attribute {
    const [whole, name = '', equals, double, single, bare] = match;
    const quoted = double !== undefined || single !== undefined;
    const length = (double ?? single ?? bare ?? '').length;
    const end = at + whole.length - (quoted ? 1 : 0);
    const start = equals === undefined ? end : end - length;
    return { name: name.toLowerCase(), value: this.source.slice(start, end), start, end, quoted };
  }

  private rawText(name: string): void {
    const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
    close.lastIndex = this.position;
    this.text(close.exec(this.masked)?.index ?? this.source.length, name);
  }

  private until(end: string, open: number, within: string): void {
    const stop = this.masked.indexOf(end, open + 4);
    this.position = open + 4;
    this.text(stop === -1 ? this.source.length : stop, within);
    this.position = Math.min(this.position + end.length, this.source.length);
  }

  private text(end: number, within: string | null): void {
    if (end > this.position) this.found.push({ kind: 'text', start: this.position, end, within });
    this.position = end;
  }

  private after(end: string, from: number): number {
    const at = this.masked.indexOf(end, from);
    return at === -1 ? this.source.length : at + end.length;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
