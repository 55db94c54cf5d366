import { decodeEntities, escapeHtml } from '../markup/escape.js';
import { isWebUrl, safeUrl, type UrlUse } from '../markup/safe-url.js';
import type { DocumentParts, Print } from '../render/print.js';
import { NodeCompiler } from '../render/compile-nodes.js';
import type { CompileScope } from '../render/compile-scope.js';
import type { ExpressionCompiler } from '../render/compile-expression.js';
import type { Rendering, Scope } from '../render/output.js';
import type { StaticTexts } from '../render/static-texts.js';
import { buildTree } from '../syntax/build-tree.js';
import type { SlotName } from '../syntax/mark.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { Problems } from '../problems.js';
import type { LinkEntry } from './link-table.js';

interface PartsSettings {
  readonly table: MarkTable;
  readonly links: readonly LinkEntry[];
  readonly statics: StaticTexts;
  readonly expressions: ExpressionCompiler;
  readonly problems: Problems;
  /** HTML is escaped and shows a dead link as `#`; in a text it is left out. */
  readonly format: 'html' | 'text';
  readonly slots: Readonly<Record<SlotName, Print>>;
}

/** Prints the links, checked URLs and slots of one document. */
export class LinkedParts implements DocumentParts {
  private readonly escape: (text: string) => string;
  private readonly dead: string;

  constructor(private readonly settings: PartsSettings) {
    this.escape = settings.format === 'html' ? escapeHtml : (text) => text;
    this.dead = settings.format === 'html' ? '#' : '';
  }

  slot(name: SlotName): Print {
    return this.settings.slots[name];
  }

  link(index: number, scope: CompileScope | null): Print {
    const entry = this.settings.links[index];
    if (!entry) throw new Error(`link ${String(index)} does not exist`);
    const { escape, dead } = this;
    if (entry.value === null) return this.fixedLink(index, entry.target);
    const target = this.target(entry.value, 'link', scope);
    return (run, at) => {
      const url = target(run, at);
      if (url === null) run.write(dead);
      else run.write(escape(isWebUrl(url) ? run.context.urls.link(index, url) : url));
    };
  }

  /** A link that leads to the same place in every mail. */
  private fixedLink(index: number, target: string): Print {
    const { format, statics } = this.settings;
    const { escape } = this;
    const ending = statics.print(index.toString(36));
    return (run, at) => {
      const { urls } = run.context;
      if (run.stems === null || urls.dynamic?.has(index)) {
        run.write(escape(urls.link(index, target)));
      } else {
        run.write(run.stems[format]);
        ending(run, at);
      }
    };
  }

  url(value: string, use: UrlUse, scope: CompileScope | null): Print {
    const target = this.target(value, use, scope);
    const dead = use === 'link' ? this.dead : '';
    const { escape } = this;
    return (run, at) => {
      run.write(escape(target(run, at) ?? dead));
    };
  }

  /** The URL that an attribute's value makes for one mail; null when it leads nowhere, or where it must not. */
  private target(
    value: string,
    use: UrlUse,
    scope: CompileScope | null,
  ): (run: Rendering, scope: Scope | null) => string | null {
    const { table, statics, expressions, problems } = this.settings;
    const items = table.split(value).map((item) => (typeof item === 'string' ? decodeEntities(item) : item));
    const nodes = buildTree(items, () => 'url', problems);
    const print = new NodeCompiler({ statics, expressions, parts: this, reportBlocks: false }).compile(nodes, scope);
    return (run, at) => safeUrl(run.captureText(print, at), use);
  }
}
