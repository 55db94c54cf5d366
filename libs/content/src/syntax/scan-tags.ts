import type { Problems } from '../problems.js';
import { TEMPLATE_LIMITS, type SourcePath } from '../template-source.js';
import { LineIndex } from './line-index.js';
import type { SourceItem, Tag, TagKind } from './tag.js';

const STRING_OR_END = /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[[^\]]*\]|\}\}/g;

/**
 * Cuts a source into text and Handlebars tags without understanding them. Comments vanish, but for their line breaks.
 * Refused here, as nothing good can come of them: `{{{ }}}` and `{{& }}` (unescaped), raw blocks, decorators, inline
 * partials and partial blocks, inverted sections.
 */
export function scanTags(source: string, path: SourcePath, problems: Problems): SourceItem[] {
  return new TagScanner(source, path, problems).run();
}

class TagScanner {
  private readonly items: SourceItem[] = [];
  private readonly lines: LineIndex;
  private position = 0;
  private literalStart = 0;
  private literal = '';
  private tags = 0;

  constructor(
    private readonly source: string,
    private readonly path: SourcePath,
    private readonly problems: Problems,
  ) {
    this.lines = new LineIndex(source, path);
  }

  run(): SourceItem[] {
    while (this.position < this.source.length) {
      const open = this.source.indexOf('{{', this.position);
      if (open === -1) break;
      if (!this.step(open)) return this.items;
    }
    this.literal += this.source.slice(this.position);
    this.flush();
    return this.items;
  }

  /** Handles what begins at `open`; false when the rest can't be read. */
  private step(open: number): boolean {
    const slashes = countBackslashes(this.source, open);
    if (slashes === 1) return this.escapedBraces(open);
    this.literal += this.source.slice(this.position, slashes > 1 ? open - 1 : open);
    this.position = open;
    const comment = /^\{\{~?!(--)?/.exec(this.source.slice(open, open + 6));
    return comment ? this.comment(open, comment[1] !== undefined) : this.tag(open);
  }

  /** `\{{` is text. */
  private escapedBraces(open: number): boolean {
    this.literal += `${this.source.slice(this.position, open - 1)}{{`;
    this.position = open + 2;
    return true;
  }

  private comment(open: number, long: boolean): boolean {
    const end = /--~?\}\}/g;
    end.lastIndex = open + 4;
    const close = long ? end.exec(this.source)?.index : undefined;
    const from = close ?? this.source.indexOf('}}', open);
    const stop = from === -1 ? -1 : this.source.indexOf('}}', from) + 2;
    if (stop < 2) return this.unclosed(open);
    this.literal += this.source.slice(open, stop).replace(/[^\n]/g, '');
    this.position = stop;
    return true;
  }

  private tag(open: number): boolean {
    const end = this.findEnd(open);
    if (end === -1) return this.unclosed(open);
    this.flush();
    this.literalStart = end;
    this.position = end;
    const origin = this.lines.at(open);
    this.tags += 1;
    if (this.tags > TEMPLATE_LIMITS.tags) {
      this.problems.add(origin, `a template may have ${String(TEMPLATE_LIMITS.tags)} tags at most.`);
      return false;
    }
    const source = this.source.slice(open, end);
    const refusal = refuse(source);
    if (refusal) this.problems.add(origin, refusal);
    else this.items.push({ ...readTag(source), origin, source });
    return true;
  }

  private findEnd(open: number): number {
    if (this.source.startsWith('{{{', open)) {
      const close = this.source.indexOf('}}}', open);
      return close === -1 ? -1 : close + 3;
    }
    STRING_OR_END.lastIndex = open + 2;
    for (;;) {
      const match = STRING_OR_END.exec(this.source);
      if (!match) return this.source.indexOf('}}', open) === -1 ? -1 : this.source.indexOf('}}', open) + 2;
      if (match[0] === '}}') return match.index + 2;
      if (match.index - open > TEMPLATE_LIMITS.tagLength) return this.source.indexOf('}}', open) + 2;
    }
  }

  private unclosed(open: number): boolean {
    this.problems.add(this.lines.at(open), 'this tag is never closed: }} is missing.');
    return false;
  }

  private flush(): void {
    if (this.literal !== '') {
      this.items.push({ kind: 'literal', text: this.literal, origin: this.lines.at(this.literalStart) });
    }
    this.literal = '';
    this.literalStart = this.position;
  }
}

function countBackslashes(source: string, open: number): number {
  let count = 0;
  while (source[open - 1 - count] === '\\') count += 1;
  return Math.min(count, 2);
}

function refuse(source: string): string | null {
  if (source.length > TEMPLATE_LIMITS.tagLength) {
    return `a tag may have ${String(TEMPLATE_LIMITS.tagLength)} characters at most.`;
  }
  if (source.startsWith('{{{{')) return 'raw blocks ({{{{ }}}}) are not available.';
  if (/^\{\{~?\{/.test(source) || /^\{\{~?&/.test(source)) {
    return 'values are always escaped for where they stand: write {{ }} instead of {{{ }}} or {{& }}.';
  }
  if (/^\{\{~?#?\*/.test(source)) return 'decorators and inline partials are not available.';
  if (/^\{\{~?#>/.test(source)) return 'partial blocks are not available: write {{> name}}.';
  if (/^\{\{~?\^\s*[^\s~}]/.test(source)) return 'inverted sections are not available: write {{#unless …}}.';
  return null;
}

function readTag(source: string): Omit<Tag, 'origin' | 'source'> {
  const trimBefore = source.startsWith('{{~');
  const trimAfter = source.endsWith('~}}');
  const body = source.slice(trimBefore ? 3 : 2, trimAfter ? -3 : -2).trim();
  const [kind, inner] = classify(body);
  return { kind, inner, trimBefore, trimAfter };
}

function classify(body: string): [TagKind, string] {
  if (body.startsWith('#')) return ['open', body.slice(1).trim()];
  if (body.startsWith('/')) return ['close', body.slice(1).trim()];
  if (body.startsWith('>')) return ['partial', body.slice(1).trim()];
  if (body === '^') return ['else', ''];
  const otherwise = /^else(?:\s+|$)/.exec(body);
  if (otherwise) return ['else', body.slice(otherwise[0].length)];
  return ['value', body];
}
