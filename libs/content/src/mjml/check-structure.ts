import type { Markup, OpenTag, TextRun } from '../markup/read-markup.js';
import type { Problems } from '../problems.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import { CONTENT_COMPONENTS, isComponent, RAW_PARENTS } from './components.js';

/** Something that MJML does with the text that its author may not have meant, and that changes nothing. */
interface Oddity {
  readonly at: number;
  readonly message: string;
}

const QUOTED_VALUE = /=\s*(?:"[^"]*"|'[^']*')/g;
/** MJML ends with a fault of its own when it meets one of these in the body. */
const HEAD_ONLY: ReadonlySet<string> = new Set([
  'mj-attributes',
  'mj-breakpoint',
  'mj-font',
  'mj-html-attributes',
  'mj-preview',
  'mj-style',
  'mj-title',
]);
/** mjml has one of each at most; MJML takes any of several. */
const ONCE: ReadonlySet<string> = new Set(['mjml', 'mj-head', 'mj-body']);

/**
 * Finds what MJML repairs in silence, and not always as its author meant it: a component that is never closed swallows
 * what follows, and text between components is left out. Resolves with what it repairs to an equal result.
 */
export function checkStructure(
  source: MarkedSource,
  markup: readonly Markup[],
  marks: RegExp,
  problems: Problems,
): readonly Oddity[] {
  return new StructureChecker(source, marks, problems).check(markup);
}

class StructureChecker {
  private readonly open: OpenTag[] = [];
  private readonly seen = new Set<string>();
  private readonly oddities: Oddity[] = [];
  /** Within HTML that stands between components, which is refused once, at its first tag. */
  private inForeign = false;

  constructor(
    private readonly source: MarkedSource,
    private readonly marks: RegExp,
    private readonly problems: Problems,
  ) {}

  check(markup: readonly Markup[]): readonly Oddity[] {
    const isCommented = findComments(this.source.text);
    // Without its first tag it is no MJML at all, which MJML says better.
    if (!markup.some((part) => part.kind === 'open' && part.name === 'mjml')) return [];
    for (const part of markup) {
      if (this.isUnclosedComment(part)) {
        this.add(part.start - '<!--'.length, 'this comment is never closed.');
        return [];
      }
      if (isCommented(part.start)) continue;
      if (part.kind === 'text') this.text(part);
      else if (part.kind === 'open') this.openTag(part);
      else this.closeTag(part.name, part.start);
    }
    this.end();
    return this.oddities;
  }

  private openTag(tag: OpenTag): void {
    const { name, start, selfClosing } = tag;
    if (!isWellFormed(name, this.masked(start, tag.end))) {
      this.add(start, `<${name}> cannot be read: a quote or a ">" is missing (a plain < is written &lt;).`);
    }
    if (!isComponent(name)) {
      if (this.content || this.inForeign) return;
      this.add(start, `Element ${name} doesn't exist here: HTML stands in <mj-text> or <mj-raw>.`);
      this.inForeign = !selfClosing;
      return;
    }
    this.inForeign = false;
    this.leaveContent(`<${name}>`);
    const written = this.source.text.slice(start + 1, start + 1 + name.length);
    if (written !== name) this.add(start, `MJML does not know <${written}>: write <${name}>.`);
    if (HEAD_ONLY.has(name) && !this.open.some((tag) => tag.name === 'mj-head')) {
      this.add(start, `<${name}> stands in <mj-head> only.`);
    }
    if (ONCE.has(name) && this.seen.has(name)) this.add(start, `there is a <${name}> already.`);
    this.seen.add(name);
    if (!selfClosing) this.open.push(tag);
  }

  private closeTag(name: string, at: number): void {
    if (!isComponent(name)) return;
    this.inForeign = false;
    const known = this.open.findLastIndex((tag) => tag.name === name);
    if (known === -1) {
      this.oddities.push({ at, message: `</${name}> closes nothing, and is left out.` });
      return;
    }
    for (const tag of this.open.splice(known).slice(1)) this.addUnclosed(tag, `</${name}>`);
  }

  private text({ start, end, within }: TextRun): void {
    const parent = this.open.at(-1)?.name;
    if (within !== null || this.inForeign || (parent !== undefined && !takesNoText(parent))) return;
    const text = this.source.text.slice(start, end).replace(this.marks, (word) => ' '.repeat(word.length));
    const blanks = /^[\s\ufeff]*/.exec(text)?.[0].length ?? 0;
    if (blanks < text.length) {
      const place = parent === undefined ? 'outside of <mjml>' : 'between components';
      this.add(start + blanks, `text ${place} is left out of the mail: put it into an <mj-text>.`);
    }
  }

  private end(): void {
    const last = this.open.at(-1);
    // What is never closed and takes everything has taken the ends of the others, too.
    const unclosed = last && CONTENT_COMPONENTS.has(last.name) ? [last] : this.open;
    for (const { name, start } of unclosed) this.add(start, `<${name}> is never closed.`);
  }

  /** No component stands in the content of another: that one has lost its end. */
  private leaveContent(before: string): void {
    if (!this.content) return;
    const tag = this.open.pop();
    if (tag) this.addUnclosed(tag, before);
  }

  private addUnclosed({ name, start }: OpenTag, before: string): void {
    this.add(start, `<${name}> is not closed before ${before}.`);
  }

  private get content(): boolean {
    return CONTENT_COMPONENTS.has(this.open.at(-1)?.name ?? '');
  }

  private isUnclosedComment({ kind, end, ...part }: Markup): boolean {
    if (kind !== 'text' || !('within' in part) || part.within !== 'comment') return false;
    return end === this.source.text.length && !this.source.text.endsWith('-->');
  }

  private masked(start: number, end: number): string {
    return this.source.text.slice(start, end).replace(this.marks, (word) => ' '.repeat(word.length));
  }

  private add(at: number, message: string): void {
    this.problems.add(this.source.originAt(at), message);
  }
}

/** Says of ascending offsets whether they are in a comment; conditional ones too, which MJML keeps wherever they stand. */
function findComments(text: string): (at: number) => boolean {
  let from = -1;
  let to = 0;
  return (at) => {
    while (at >= to && to !== -1) {
      from = text.indexOf('<!--', to);
      const end = from === -1 ? -1 : text.indexOf('-->', from + 4);
      to = end === -1 ? -1 : end + 3;
    }
    return to !== -1 && at >= from;
  };
}

/**
 * Whether a tag ends where its author meant it to. A quote too many is overlooked in HTML, where browsers do so, unless
 * it makes the tag swallow another.
 */
function isWellFormed(name: string, tag: string): boolean {
  const inner = tag.slice(1);
  const rest = inner.replace(QUOTED_VALUE, '');
  if (rest.includes('<')) return false;
  return !/["']/.test(rest) || (!isComponent(name) && !inner.includes('<'));
}

function takesNoText(name: string): boolean {
  return name === 'mjml' || RAW_PARENTS.has(name);
}
