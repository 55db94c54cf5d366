import type { Compilation } from '../compilation.js';
import type { FooterNeeds } from '../footer/standard-footer.js';
import type { LintWarning } from '../lint/lint-warning.js';
import { locateMarks } from '../markup/locate-marks.js';
import { readMarkup } from '../markup/read-markup.js';
import { compileMjml } from '../mjml/compile-mjml.js';
import { NodeCompiler } from '../render/compile-nodes.js';
import type { Print } from '../render/print.js';
import { buildTree } from '../syntax/build-tree.js';
import type { PrintContext } from '../syntax/mark.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import { TEMPLATE_LIMITS } from '../template-source.js';
import { checkPlaces } from './check-places.js';
import { compactHtml } from './compact-html.js';
import { completeDocument } from './complete-document.js';
import { LinkedParts } from './document-parts.js';
import { buildLinkTable, checkUrls, markTextLinks, type LinkEntry } from './link-table.js';
import { compileSlots } from './slots.js';
import { leastSize } from './least-size.js';
import { findLacks } from './lacks.js';
import { makeTextPart, verifyTextPart } from './text-part.js';
import { dropBlockLines, tidyLines } from './text-lines.js';

interface CompiledBody {
  readonly html: Print;
  readonly text: Print;
  readonly links: readonly LinkEntry[];
  readonly lacks: { readonly html: FooterNeeds; readonly text: FooterNeeds };
  /** Whoever the mail is for, and before its links are rewritten. */
  readonly leastHtmlBytes: number;
}

/** Marked MJML or HTML to a whole marked HTML document. */
export async function sourceToHtml(
  main: MarkedSource,
  work: Compilation,
): Promise<{ html: string; warnings: readonly LintWarning[] }> {
  const { table, problems } = work;
  checkUrls(main, table, problems);
  checkSource(main, work);
  if (problems.hasAny()) return { html: '', warnings: [] };
  if (work.language === 'html') return { html: completeDocument(main.text, table), warnings: [] };
  const { html, warnings } = await compileMjml(main, work);
  const lints = warnings.map(({ origin, message }) => ({ code: 'mjml', message, ...origin }));
  return { html: problems.hasAny() ? '' : completeDocument(compactHtml(html, table), table), warnings: lints };
}

/** What is wrong with the places of tags is said of the source, as far as it can be seen there. */
function checkSource(main: MarkedSource, { table, problems }: Compilation): void {
  const markup = readMarkup(main.text, table.pattern);
  const extra = markup.filter(({ kind }) => kind === 'open')[TEMPLATE_LIMITS.elements];
  if (extra) {
    const message = `a template may have ${String(TEMPLATE_LIMITS.elements)} HTML tags at most.`;
    problems.add(main.originAt(extra.start), message);
  }
  const places = locateMarks(main.text, markup, table.pattern);
  checkPlaces(table.split(main.text), places, problems);
}

/** Compiles the HTML part and the text part, which share one link table. */
export function compileBody(
  { html, ownText }: { html: string; ownText: string | null },
  work: Compilation,
): CompiledBody {
  const { table, problems, statics, expressions } = work;
  const linked = buildLinkTable(html, table);
  const links = [...linked.links];
  const text =
    ownText === null ? makeTextPart(linked.html, table) : withFooterSlot(markTextLinks(ownText, table, links), work);
  if (ownText === null) verifyTextPart(linked.html, text, table, problems);
  const slots = compileSlots(work, links);
  const shared = { table, links, statics, expressions, problems };
  const htmlParts = new LinkedParts({ ...shared, format: 'html', slots: slots.html });
  const textParts = new LinkedParts({ ...shared, format: 'text', slots: slots.text });
  const htmlNodes = buildTree(table.split(linked.html), placesOf(linked.html, work), problems);
  const textNodes = buildTree(table.split(tidyLines(dropBlockLines(text, table))), () => 'plain', problems);
  return {
    html: new NodeCompiler({ statics, expressions, parts: htmlParts, reportBlocks: true }).compile(htmlNodes, null),
    text: new NodeCompiler({ statics, expressions, parts: textParts, reportBlocks: false }).compile(textNodes, null),
    links,
    lacks: { html: findLacks(linked.html, table), text: findLacks(text, table) },
    leastHtmlBytes: leastSize(htmlNodes, (part) => Buffer.byteLength(part)),
  };
}

function withFooterSlot(text: string, { table }: Compilation): string {
  return `${text.trimEnd()}\n\n${table.add({ kind: 'slot', name: 'footer' })}`;
}

/** Checks the places once more in the finished document, and says how each value is to be escaped there. */
function placesOf(html: string, { table, problems }: Compilation): (offset: number) => PrintContext {
  const places = locateMarks(html, readMarkup(html, table.pattern), table.pattern);
  checkPlaces(table.split(html), places, problems);
  return (offset) => places.get(offset)?.context ?? 'html';
}
