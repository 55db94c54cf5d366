import type { Problems } from '../problems.js';
import type { ScopeEndMark, ScopeMark } from '../syntax/mark.js';
import type { ExpressionParser, PartialCall } from '../syntax/parse-expression.js';
import { scanTags } from '../syntax/scan-tags.js';
import type { Literal, SourceItem, Tag } from '../syntax/tag.js';
import { TEMPLATE_LIMITS, type SourcePath } from '../template-source.js';
import type { Partials } from './partials.port.js';

/** A source in which partials have been replaced by what they hold. */
export type ExpandedItem = Literal | Tag | ScopeMark | ScopeEndMark;

interface Expansion {
  readonly partials: Partials;
  readonly expressions: ExpressionParser;
  readonly problems: Problems;
  /** The language of the document that the partial becomes part of. */
  readonly language: 'mjml' | 'html';
}

/** Puts partials in place as text, before MJML sees the document, so that a partial may hold components. */
export class PartialExpander {
  readonly used = new Map<string, Tag[]>();
  private count = 0;
  private length = 0;
  private tags = 0;

  constructor(private readonly expansion: Expansion) {}

  async expand(items: readonly SourceItem[], within: readonly string[] = []): Promise<ExpandedItem[]> {
    const expanded: ExpandedItem[] = [];
    for (const item of items) {
      if (item.kind === 'partial') expanded.push(...(await this.partial(item, within)));
      else if (this.afford(item)) expanded.push(item);
    }
    return expanded;
  }

  private async partial(tag: Tag, within: readonly string[]): Promise<ExpandedItem[]> {
    const call = this.expansion.expressions.parsePartial(tag.inner, tag.origin);
    if (!call || !this.mayNest(tag, call.name, within)) return [];
    this.used.set(call.name, [...(this.used.get(call.name) ?? []), tag]);
    const text = await this.load(tag, call.name);
    if (text === null) return [];
    const path: SourcePath = `partials.${call.name}`;
    const items = await this.expand(scanTags(text, path, this.expansion.problems), [...within, call.name]);
    return withScope(tag, call, items);
  }

  private mayNest(tag: Tag, name: string, within: readonly string[]): boolean {
    this.count += 1;
    if (within.includes(name)) return this.refuse(tag, `the partial ${name} brings itself in.`);
    if (within.length >= TEMPLATE_LIMITS.partialDepth) return this.refuse(tag, 'partials are nested too deeply.');
    if (this.count > TEMPLATE_LIMITS.partials) return this.refuse(tag, 'too many partials are brought in.');
    return true;
  }

  private async load(tag: Tag, name: string): Promise<string | null> {
    const partial = await this.expansion.partials.find(name);
    const text = this.expansion.language === 'mjml' ? (partial?.mjml ?? partial?.html) : partial?.html;
    if (text !== undefined) return text;
    this.refuse(tag, partial ? `the partial ${name} is MJML and this template is HTML.` : `unknown partial ${name}.`);
    return null;
  }

  /** Partials multiply: what they add up to is bounded as a whole. */
  private afford(item: Literal | Tag): boolean {
    if (item.kind === 'literal') this.length += item.text.length;
    else this.tags += 1;
    if (this.tags <= TEMPLATE_LIMITS.tags && this.length <= TEMPLATE_LIMITS.sourceLength) return true;
    this.expansion.problems.add(item.origin, 'the template is too large with its partials.');
    return false;
  }

  private refuse(tag: Tag, message: string): false {
    this.expansion.problems.add(tag.origin, message);
    return false;
  }
}

function withScope(tag: Tag, call: PartialCall, items: ExpandedItem[]): ExpandedItem[] {
  if (!call.context && call.params.size === 0) return items;
  const { context, params } = call;
  return [{ kind: 'scope', origin: tag.origin, context, params }, ...items, { kind: 'scope-end', origin: tag.origin }];
}
