import { compile } from 'html-to-text';
import { readMarkup } from '../markup/read-markup.js';
import type { Problems } from '../problems.js';
import type { MarkTable } from '../syntax/mark-table.js';
import { applyEdits, type Edit } from './edits.js';

/** Where a block tag may stand on a line of its own in the text. */
const LAYOUT = 'table|tbody|thead|tr|td|th|div|p|ul|ol|li|h[1-6]|section|center|body|html|blockquote|hr|br';

const convert = compile({
  wordwrap: false,
  // The converter recurses: deeper than this, its text ends in an ellipsis. Mails nest some 60 deep.
  limits: { maxInputLength: 4 * 1024 * 1024, maxDepth: 300 },
  formatters: {
    // An image says what its alternative text says; its address helps nobody.
    alternative: (element, _walk, builder) => {
      const { alt } = element.attribs as Readonly<Record<string, string | undefined>>;
      if (alt) builder.addInline(alt);
    },
  },
  selectors: [
    // In upper case a mark would not be recognised any more.
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'img', format: 'alternative' },
    { selector: 'a', options: { linkBrackets: ['<', '>'] as [string, string], hideLinkHrefIfSameAsText: true } },
    { selector: '[style*="display:none"]', format: 'skip' },
  ],
});

/**
 * Makes the plain text of a marked document. Blocks stay blocks: their marks are kept even where the HTML has them
 * in comments, and those that stand between layout elements get a line of their own.
 */
export function makeTextPart(html: string, table: MarkTable): string {
  const structure = keepMarksOfComments(html, table);
  const spread = spreadBlocks(structure, table);
  // Cells of a table stand side by side: without a blank their words would run together.
  return convert(spread.replace(/<\/t([dh])\s*>/gi, ' </t$1>')).trim();
}

/**
 * The guard against silent loss, for the text part: were the tags of a block lost, all of its sides would be sent.
 * Blocks stay, in order, whatever else of the HTML has no text.
 */
export function verifyTextPart(html: string, text: string, table: MarkTable, problems: Problems): void {
  const wanted = blockIds(html, table);
  const found = table.ids(text).filter((id) => isBlock(id, table));
  const different = wanted.findIndex((id, index) => found[index] !== id);
  if (different === -1 && wanted.length === found.length) return;
  const mark = table.get(wanted[different] ?? found[wanted.length] ?? 0);
  const origin = 'origin' in mark ? mark.origin : { path: 'html' as const, line: 1, column: 1 };
  problems.add(origin, 'the plain text cannot be made from this block: write the text part yourself.');
}

/** The ids of marks that open, turn or close blocks in the body of a document, comments included. */
function blockIds(html: string, table: MarkTable): number[] {
  const begin = Math.max(html.search(/<body[\s>]/i), 0);
  const flow = readMarkup(html, table.pattern).flatMap((part) =>
    part.kind === 'text' && part.start >= begin && (part.within === null || part.within === 'comment')
      ? table.ids(html.slice(part.start, part.end))
      : [],
  );
  return flow.filter((id) => isBlock(id, table));
}

function isBlock(id: number, table: MarkTable): boolean {
  return ['open', 'else', 'close', 'scope', 'scope-end'].includes(table.get(id).kind);
}

function keepMarksOfComments(html: string, table: MarkTable): string {
  const edits: Edit[] = readMarkup(html, table.pattern)
    .filter((part) => part.kind === 'text' && part.within === 'comment')
    .map(({ start, end }) => {
      const words = [...html.slice(start, end).matchAll(table.pattern)].map(([word]) => word);
      return { start, end, text: words.length === 0 ? html.slice(start, end) : `-->${words.join('')}<!--` };
    });
  return applyEdits(html, edits);
}

function spreadBlocks(html: string, table: MarkTable): string {
  const alone = new RegExp(
    `(<\\/?(?:${LAYOUT})(?:\\s[^>]*)?>|-->|\\]>)(\\s*)((?:${table.pattern.source}\\s*)+)(?=<\\/?(?:${LAYOUT})[\\s>]|<!)`,
    'gi',
  );
  return html.replace(alone, (all: string, before: string, space: string, words: string) => {
    if (!table.ids(words).every((id) => isBlock(id, table))) return all;
    const spread = [...words.matchAll(table.pattern)].map(([word]) => `<div>${word}</div>`).join('');
    return `${before}${space}${spread}`;
  });
}
