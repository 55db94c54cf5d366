import type { Markup, OpenTag } from '../markup/read-markup.js';
import type { Problems } from '../problems.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { Origin } from '../template-source.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import { isComponent } from './components.js';
import { stepsOf } from './markup-steps.js';

/**
 * A block holds whole components, or stands within one: when it begins in one column and ends in the next, the end of
 * the first is missing in the mails that do not show it.
 */
export function checkCrossing(
  source: MarkedSource,
  markup: readonly Markup[],
  table: MarkTable,
  problems: Problems,
): void {
  const around: OpenTag[] = [];
  const blocks: { readonly parent: OpenTag | undefined; readonly origin: Origin }[] = [];
  for (const step of stepsOf(source.text, markup, table)) {
    if ('part' in step) follow(around, step.part);
    else if (step.block === 'open') blocks.push({ parent: around.at(-1), origin: step.origin });
    else {
      const block = step.block === 'close' ? blocks.pop() : blocks.at(-1);
      if (block && block.parent !== around.at(-1)) problems.add(block.origin, CROSSES);
    }
  }
}

const CROSSES = 'this block begins in one component and ends in another: put whole components into it.';

/** An mj-raw is as good as what stands in it: a block may begin in one and end in another beside it. */
function follow(around: OpenTag[], part: Markup): void {
  if (part.kind === 'text' || !isComponent(part.name) || part.name === 'mj-raw') return;
  if (part.kind === 'close')
    around.splice(
      Math.max(
        0,
        around.findLastIndex(({ name }) => name === part.name),
      ),
    );
  else if (!part.selfClosing) around.push(part);
}
