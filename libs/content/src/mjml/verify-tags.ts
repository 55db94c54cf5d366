import type { Problems } from '../problems.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { Origin } from '../template-source.js';

interface Compilation {
  readonly before: string;
  readonly after: string;
  /** Marks in the flow of the document: each comes out once, in order. */
  readonly flow: ReadonlySet<number>;
}

/**
 * The guard against silent loss: the tags that come out of MJML are those that went in. Tags in the flow come out once
 * each and in order; tags in attributes and styles may be repeated (a background image is written three times), but
 * never lost or carried out of the blocks that they stand in.
 */
export function verifyTags({ before, after, flow }: Compilation, table: MarkTable, problems: Problems): void {
  const sent = table.ids(before);
  const came = table.ids(after);
  const sentFlow = sent.filter((id) => flow.has(id));
  const cameFlow = came.filter((id) => flow.has(id));
  const different = sentFlow.findIndex((id, index) => cameFlow[index] !== id);
  if (different !== -1 || cameFlow.length !== sentFlow.length) {
    const id = sentFlow[different] ?? cameFlow[sentFlow.length];
    refuse(id, table, problems, 'MJML loses, moves or repeats this tag: put it elsewhere.');
    return;
  }
  const places = blockPaths(came, flow, table);
  const wanted = blockPaths(sent, flow, table);
  for (const [id, paths] of wanted) {
    const found = places.get(id);
    if (!found)
      refuse(id, table, problems, 'MJML loses this tag: the attribute or style that it stands in is not used.');
    else if ([...found].some((path) => !paths.has(path))) {
      refuse(id, table, problems, 'MJML carries this tag out of its block: put it elsewhere.');
    }
  }
}

/** For each mark outside of the flow, the sections of blocks in the flow around its occurrences. */
function blockPaths(ids: readonly number[], flow: ReadonlySet<number>, table: MarkTable): Map<number, Set<string>> {
  const paths = new Map<number, Set<string>>();
  const open: string[] = [];
  for (const id of ids) {
    if (flow.has(id)) enter(open, id, table);
    else paths.set(id, (paths.get(id) ?? new Set()).add(open.join('/')));
  }
  return paths;
}

function enter(open: string[], id: number, table: MarkTable): void {
  const { kind } = table.get(id);
  if (kind === 'open' || kind === 'scope') open.push(String(id));
  else if (kind === 'else') open[open.length - 1] = String(id);
  else if (kind === 'close' || kind === 'scope-end') open.pop();
}

function refuse(id: number | undefined, table: MarkTable, problems: Problems, message: string): void {
  const mark = id === undefined ? undefined : table.get(id);
  const origin: Origin = mark && 'origin' in mark ? mark.origin : { path: 'mjml', line: 1, column: 1 };
  problems.add(origin, message);
}
