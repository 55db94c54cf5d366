import { readAllPaths } from '#libs/automations';

/** Where the edges of a kind of step stand in its parameters. */
export type EdgesOf = (type: string) => readonly string[];

/** One box of the drawing. */
export interface FlowBox {
  readonly id: string;
  /** The type of the step; `trigger` for what begins it, `end` where a way ends. */
  readonly type: string;
  readonly label: string;
  /** Row, from the top; every line leads down. */
  readonly row: number;
  /** Column, from the left. */
  readonly column: number;
}

export interface FlowLine {
  readonly from: string;
  readonly to: string;
  /** yes or no where ways part, else empty. */
  readonly label: string;
}

export interface Flow {
  readonly boxes: readonly FlowBox[];
  readonly lines: readonly FlowLine[];
}

type Step = Readonly<Record<string, unknown>> & { readonly type: string };

const START = '(start)';

/** The picture of a document: boxes in rows and columns, and the lines between them. Ways that end have no line. */
export function flowOf(document: Readonly<Record<string, unknown>>, begins: string, edgesOf: EdgesOf): Flow {
  const steps = document['steps'] as Readonly<Record<string, Step>>;
  const start = String(document['start']);
  const lines: FlowLine[] = [{ from: START, to: start, label: '' }];
  for (const [from, step] of Object.entries(steps)) {
    const ways = readAllPaths(step, edgesOf(step.type)).filter(({ value }) => typeof value === 'string');
    lines.push(...ways.map(({ path, value }) => ({ from, to: String(value), label: labelOf(step.type, path) })));
  }
  const rows = rowsOf(start, lines);
  const columns = columnsOf(start, lines, rows);
  const box = (id: string, type: string, label: string): FlowBox => {
    return { id, type, label, row: rows.get(id) ?? 0, column: columns.get(id) ?? 0 };
  };
  const boxes = Object.entries(steps).map(([id, step]) => box(id, step.type, nameOf(step)));
  return { boxes: [{ id: START, type: 'trigger', label: begins, row: 0, column: 0 }, ...boxes], lines };
}

function nameOf(step: Step): string {
  return typeof step['name'] === 'string' ? step['name'] : step.type;
}

/** A branch and a wait for something are asked as a question. */
function labelOf(type: string, path: string): string {
  if (type !== 'branch' && type !== 'wait_for') return '';
  return path === 'else' ? 'no' : 'yes';
}

/** Each box one row below the lowest that leads to it. Recipes have no loops; one would end at the number of boxes. */
function rowsOf(start: string, lines: readonly FlowLine[]): ReadonlyMap<string, number> {
  const rows = new Map([[start, 1]]);
  for (let moved = true, round = 0; moved && round <= lines.length; round += 1) {
    moved = false;
    for (const { from, to } of lines) {
      const row = (rows.get(from) ?? 0) + 1;
      if (row <= (rows.get(to) ?? 0)) continue;
      rows.set(to, row);
      moved = true;
    }
  }
  return rows;
}

/** The way on stays in its column, the others open the next ones that are free. */
function columnsOf(
  start: string,
  lines: readonly FlowLine[],
  rows: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const taken = new Set<string>();
  const place = (id: string, wanted: number): void => {
    if (columns.has(id)) return;
    let column = wanted;
    while (taken.has(`${String(rows.get(id))}:${String(column)}`)) column += 1;
    columns.set(id, column);
    taken.add(`${String(rows.get(id))}:${String(column)}`);
    const ways = lines.filter(({ from }) => from === id);
    for (const [index, { to }] of ways.entries()) place(to, column + index);
  };
  place(start, 0);
  return columns;
}
