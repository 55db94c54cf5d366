import type { Problems } from '../problems.js';
import type { Origin, SourcePath } from '../template-source.js';
import type { ExpandedItem } from '../partials/expand-partials.js';
import type { Mark } from './mark.js';
import type { MarkTable } from './mark-table.js';
import type { ExpressionParser } from './parse-expression.js';
import type { Tag } from './tag.js';

/** An author's text in which marks stand for its tags; partials are part of it. */
export class MarkedSource {
  constructor(
    readonly path: SourcePath,
    readonly text: string,
    /** Where stretches of the text come from, by ascending offset. */
    private readonly segments: readonly Segment[],
  ) {}

  originAt(offset: number): Origin {
    const segment = this.segments.findLast((candidate) => candidate.offset <= offset);
    if (!segment) return { path: this.path, line: 1, column: 1 };
    const { path, line, column } = segment.origin;
    const between = this.text.slice(segment.offset, offset);
    const newline = between.lastIndexOf('\n');
    if (newline === -1) return { path, line, column: column + between.length };
    return { path, line: line + countNewlines(between), column: between.length - newline };
  }

  /** From the first letter of a line of the marked text (the first line is 1) to its end. */
  spanOfLine(line: number): { readonly start: number; readonly end: number } {
    let offset = 0;
    for (let left = line - 1; left > 0; left -= 1) offset = this.text.indexOf('\n', offset) + 1;
    const indent = /\s*/.exec(this.text.slice(offset, offset + 200))?.[0].length ?? 0;
    const end = this.text.indexOf('\n', offset + indent);
    return { start: offset + indent, end: end === -1 ? this.text.length : end };
  }
}

interface Segment {
  readonly offset: number;
  readonly origin: Origin;
}

const BLOCK_PARAMS = /\s+as\s+\|([^|]*)\|$/;

/** Turns tags into marks. A tag that can't be understood is a problem and leaves nothing behind. */
export class MarkedSourceBuilder {
  private text = '';
  private readonly segments: Segment[] = [];
  private trimNext = false;
  /** Open blocks; the tags of one that was refused are left out, they would only be refused once more. */
  private readonly open: { readonly name: string; readonly refused: boolean }[] = [];

  constructor(
    private readonly path: SourcePath,
    private readonly table: MarkTable,
    private readonly expressions: ExpressionParser,
    private readonly problems: Problems,
  ) {}

  build(items: readonly ExpandedItem[]): MarkedSource {
    for (const item of items) {
      if (item.kind === 'literal') this.literal(item.text, item.origin);
      else if (item.kind === 'scope' || item.kind === 'scope-end') this.text += this.table.add(item);
      else this.tag(item);
    }
    return new MarkedSource(this.path, this.text, this.segments);
  }

  private literal(text: string, origin: Origin): void {
    const kept = this.trimNext ? text.trimStart() : text;
    const blanks = text.slice(0, text.length - kept.length);
    this.trimNext = false;
    const column = blanks.includes('\n') ? blanks.length - blanks.lastIndexOf('\n') : origin.column + blanks.length;
    const line = origin.line + countNewlines(blanks);
    this.segments.push({ offset: this.text.length, origin: { path: origin.path, line, column } });
    this.text += kept;
  }

  private tag(tag: Tag): void {
    if (tag.trimBefore) this.text = this.text.trimEnd();
    this.trimNext = tag.trimAfter;
    const mark = this.belongsToRefused(tag) ? null : this.understand(tag);
    if (tag.kind === 'open') this.open.push({ name: tag.inner.split(/\s/, 1)[0] ?? '', refused: !mark });
    this.segments.push({ offset: this.text.length, origin: tag.origin });
    if (mark) this.text += this.table.add(mark);
  }

  private belongsToRefused(tag: Tag): boolean {
    const top = this.open.at(-1);
    if (tag.kind === 'else') return top?.refused ?? false;
    if (tag.kind !== 'close' || top?.name !== tag.inner) return false;
    this.open.pop();
    return top.refused;
  }

  private understand(tag: Tag): Mark | null {
    const { origin, inner } = tag;
    if (tag.kind === 'close') return { kind: 'close', origin, name: inner };
    if (tag.kind === 'value') {
      const expression = this.expressions.parse(inner, origin);
      return expression && { kind: 'value', origin, expression };
    }
    if (tag.kind === 'else' && inner === '') return { kind: 'else', origin, call: null, blockParams: [] };
    const params = BLOCK_PARAMS.exec(inner);
    const call = this.expressions.parseBlock(params ? inner.slice(0, params.index) : inner, origin);
    const blockParams = params?.[1]?.trim().split(/\s+/) ?? [];
    if (!call) return null;
    if (blockParams.length > 0 && call.helper.role !== 'loop') {
      this.problems.add(origin, `${call.helper.name} has nothing to name by "as |…|".`);
    }
    return tag.kind === 'open'
      ? { kind: 'open', origin, call, blockParams }
      : { kind: 'else', origin, call, blockParams };
  }
}

function countNewlines(text: string): number {
  return text.split('\n').length - 1;
}
