import type { Markup } from '../markup/read-markup.js';
import type { Problems } from '../problems.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import { HtmlBalance, type Unbalanced } from './html-balance.js';
import { stepsOf } from './markup-steps.js';

/** Components whose content is HTML of the author, which MJML puts into cells of its own as it is. */
const HTML_COMPONENTS: ReadonlySet<string> = new Set([
  'mj-accordion-text',
  'mj-accordion-title',
  'mj-button',
  'mj-navbar-link',
  'mj-social-element',
  'mj-table',
  'mj-text',
]);

/**
 * Finds HTML that does not close what it opens, or closes what it did not open: `</td>` in a text ends a cell of the
 * layout. Each component is balanced by itself, and so are all mj-raw together, for a wrapper may begin in one and end
 * in another.
 */
export function checkBalance(
  source: MarkedSource,
  markup: readonly Markup[],
  table: MarkTable,
  problems: Problems,
): void {
  const raw = new HtmlBalance();
  const found: Unbalanced[] = [];
  let within: { readonly name: string; readonly balance: HtmlBalance } | null = null;
  for (const step of stepsOf(source.text, markup, table)) {
    if ('block' in step) within?.balance.side(step.block);
    else if (step.part.kind === 'text') continue;
    else if (within === null) within = step.part.kind === 'open' ? contentOf(step.part, raw) : null;
    else if (step.part.kind === 'open') within.balance.open(step.part);
    else if (step.part.name !== within.name) within.balance.close(step.part);
    else {
      if (within.balance !== raw) found.push(...within.balance.end());
      within = null;
    }
  }
  for (const { at, message } of [...found, ...raw.end()].sort((a, b) => a.at - b.at)) {
    problems.add(source.originAt(at), message);
  }
}

function contentOf(
  { name, selfClosing }: { readonly name: string; readonly selfClosing: boolean },
  raw: HtmlBalance,
): { name: string; balance: HtmlBalance } | null {
  if (selfClosing) return null;
  if (name === 'mj-raw') return { name, balance: raw };
  return HTML_COMPONENTS.has(name) ? { name, balance: new HtmlBalance() } : null;
}
