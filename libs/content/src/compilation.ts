import { HELPERS_BY_NAME } from './helpers/index.js';
import { PartialExpander, type ExpandedItem } from './partials/expand-partials.js';
import type { Partials } from './partials/partials.port.js';
import { Problems } from './problems.js';
import { ExpressionCompiler } from './render/compile-expression.js';
import { NodeCompiler } from './render/compile-nodes.js';
import { NO_PARTS } from './render/print.js';
import { StaticTexts } from './render/static-texts.js';
import { buildTree } from './syntax/build-tree.js';
import { MarkTable, type MarkedItem } from './syntax/mark-table.js';
import { MarkedSourceBuilder, type MarkedSource } from './syntax/marked-source.js';
import { ExpressionParser } from './syntax/parse-expression.js';
import { scanTags } from './syntax/scan-tags.js';
import { TEMPLATE_LIMITS, type SourcePath } from './template-source.js';
import { OpenValues, type MailPart } from './uses/open-values.js';
import { UsesCollector } from './uses/template-uses.js';

/** What the parts of one template share while it is compiled. */
export class Compilation {
  readonly problems = new Problems();
  readonly table = new MarkTable();
  readonly statics = new StaticTexts();
  readonly expressions = new ExpressionCompiler(this.problems);
  readonly uses = new UsesCollector();
  readonly open = new OpenValues();
  readonly partials: PartialExpander;
  private readonly parser = new ExpressionParser(HELPERS_BY_NAME, this.problems);

  constructor(
    partials: Partials,
    readonly language: 'mjml' | 'html',
    readonly isPublished = false,
  ) {
    const { parser: expressions, problems } = this;
    this.partials = new PartialExpander({ partials, expressions, problems, language });
  }

  /** Reads one field of the template: its tags become marks, its partials are put in place. */
  async read(text: string, path: SourcePath, part: MailPart): Promise<MarkedSource> {
    if (text.length > TEMPLATE_LIMITS.sourceLength) {
      const message = `${path} may have ${String(TEMPLATE_LIMITS.sourceLength)} characters at most.`;
      this.problems.add({ path, line: 1, column: 1 }, message);
      this.problems.throwIfAny();
    }
    const items = scanTags(text, path, this.problems);
    const takesPartials = path === 'mjml' || path === 'html';
    return this.mark(path, takesPartials ? await this.partials.expand(items) : this.withoutPartials(items), part);
  }

  /** Reads a text of our own. */
  readOwn(text: string): string {
    const items = scanTags(text, 'html', this.problems);
    return this.mark('html', this.withoutPartials(items), 'body').text;
  }

  private withoutPartials(items: ReturnType<typeof scanTags>): ExpandedItem[] {
    return items.flatMap((item) => {
      if (item.kind !== 'partial') return [item];
      this.problems.add(item.origin, 'partials belong into mjml or html.');
      return [];
    });
  }

  private mark(path: SourcePath, items: readonly ExpandedItem[], part: MailPart): MarkedSource {
    const source = new MarkedSourceBuilder(path, this.table, this.parser, this.problems).build(items);
    const marked = this.table.split(source.text);
    this.check(marked, part);
    for (const item of marked) if (typeof item !== 'string') this.uses.add(item.mark);
    return source;
  }

  /** Blocks and names are checked here already, where the author wrote them, not only in what MJML makes of them. */
  private check(marked: readonly MarkedItem[], part: MailPart): void {
    const nodes = buildTree(marked, () => 'plain', this.problems);
    this.open.add(nodes, part);
    const { expressions } = this;
    const compiler = new NodeCompiler({
      statics: new StaticTexts(),
      expressions,
      parts: NO_PARTS,
      reportBlocks: false,
    });
    compiler.compile(nodes, null);
  }
}
