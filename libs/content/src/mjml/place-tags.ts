import { locateMarks, type Place } from '../markup/locate-marks.js';
import type { Markup, OpenTag } from '../markup/read-markup.js';
import type { Problems } from '../problems.js';
import type { Mark } from '../syntax/mark.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import { TEMPLATE_LIMITS } from '../template-source.js';
import { CONTENT_COMPONENTS, RAW_PARENTS } from './components.js';

/** MJML that is fit to be compiled, and the marks that must come out of it exactly once and in order. */
export interface PlacedMjml {
  readonly text: string;
  readonly flow: ReadonlySet<number>;
}

/**
 * Prepares marks for MJML. What stands between components would be dropped in silence: block tags are wrapped in
 * mj-raw there, values are refused. In the flow of HTML, block marks become comments, which may stand anywhere, between
 * rows of a table too, where MJML's CSS inliner would move a word.
 */
export function placeTags(
  source: MarkedSource,
  markup: readonly Markup[],
  table: MarkTable,
  problems: Problems,
): PlacedMjml {
  const places = locateMarks(source.text, markup, table.pattern);
  const parents = findParents(markup);
  const flow = new Set<number>();
  checkComponents(source, markup, problems);
  const text = source.text.replace(table.pattern, (word, id: string, offset: number) => {
    const place = places.get(offset);
    if (!place) return word;
    const mark = table.get(Number(id));
    const parent = place.within === 'flow' ? parentAt(parents, offset) : null;
    if (place.container === 'flow') flow.add(Number(id));
    const refusal = refuse(mark, place, parent);
    if (refusal && 'origin' in mark) problems.add(mark.origin, refusal);
    if (parent !== null) return `<mj-raw><!--${word}--></mj-raw>`;
    return place.within === 'flow' && mark.kind !== 'value' ? `<!--${word}-->` : word;
  });
  return { text, flow };
}

function refuse(mark: Mark, place: Place, parent: string | null): string | null {
  if (place.within === 'tag' && place.element.startsWith('mj-')) {
    return `MJML cannot keep a tag between the attributes of <${place.element}>: put it into the value of one.`;
  }
  if (parent === null) return null;
  if (!RAW_PARENTS.has(parent)) return `tags cannot stand directly in <${parent || 'mjml'}>.`;
  if (mark.kind === 'value') return `a value cannot stand between components: put it into an <mj-text>.`;
  return null;
}

interface ParentSpan {
  readonly from: number;
  /** The component whose children stand here, or null within content. */
  readonly parent: string | null;
}

/** From each offset on, whose children stand there. */
function findParents(markup: readonly Markup[]): ParentSpan[] {
  const spans: ParentSpan[] = [{ from: 0, parent: '' }];
  const stack: string[] = [];
  for (const part of markup) {
    if (part.kind === 'text') continue;
    const inside = stack.at(-1);
    if (inside !== undefined && CONTENT_COMPONENTS.has(inside)) {
      if (part.name !== inside) continue;
      if (part.kind === 'open' && !part.selfClosing) stack.push(part.name);
      else if (part.kind === 'close') stack.pop();
    } else if (part.kind === 'open' && !part.selfClosing) {
      stack.push(part.name);
    } else if (part.kind === 'close' && stack.includes(part.name)) {
      stack.length = stack.lastIndexOf(part.name);
    }
    const top = stack.at(-1) ?? '';
    spans.push({ from: part.end, parent: CONTENT_COMPONENTS.has(top) ? null : top });
  }
  return spans;
}

function parentAt(spans: readonly ParentSpan[], offset: number): string | null {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((spans[middle]?.from ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return spans[low]?.parent ?? null;
}

/** mj-include would read files of the server. */
function checkComponents(source: MarkedSource, markup: readonly Markup[], problems: Problems): void {
  const components = markup.filter((part): part is OpenTag => part.kind === 'open' && part.name.startsWith('mj'));
  const extra = components[TEMPLATE_LIMITS.components];
  if (extra) {
    const message = `a template may have ${String(TEMPLATE_LIMITS.components)} components at most.`;
    problems.add(source.originAt(extra.start), message);
  }
  for (const component of components.filter(({ name }) => name === 'mj-include')) {
    problems.add(source.originAt(component.start), 'mj-include is not available: use a partial, {{> name}}.');
  }
}
