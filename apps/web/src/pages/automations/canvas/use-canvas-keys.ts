import type { KeyboardEvent } from 'react';

import type { Layout, Point } from '../flow/layout';
import { NODE } from '../flow/layout';
import { TRIGGER } from '../flow/tree';
import type { EdgesOf, Spot } from '../flow/ways';
import { START, stepAt, waysOf } from '../flow/ways';
import type { FlowEdits } from '../use-flow-edits';
import type { AutomationDocument } from '../../../api/automations';

interface Keys {
  document: AutomationDocument;
  edgesOf: EdgesOf;
  layout: Layout;
  edits: FlowEdits;
  readOnly: boolean;
  /** Gives the keyboard to a step, once it is drawn. */
  focus: (id: string) => void;
  onInsert: (spot: Spot) => void;
}

/** The node that lies in a direction and is nearest; what is straight ahead counts as nearer. */
function nearest(from: Point, nodes: ReadonlyMap<string, Point>, [dx, dy]: readonly [number, number]) {
  let best: { id: string; distance: number } | undefined;
  for (const [id, { x, y }] of nodes) {
    const [along, aside] =
      dx === 0 ? [(y - from.y) * dy, Math.abs(x - from.x)] : [(x - from.x) * dx, Math.abs(y - from.y)];
    // A node half a box away is beside, not ahead.
    if (along < (dx === 0 ? NODE.height : NODE.width) / 2) continue;
    const distance = along + aside * 2;
    if (!best || distance < best.distance) best = { id, distance };
  }
  return best?.id;
}

export const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How far a key moves what stands on the canvas. */
export const NUDGE = 20;

function waysFrom({ document, edgesOf }: Keys, id: string): Spot[] {
  if (id === TRIGGER) return [START];
  const step = stepAt(document, id);
  return step ? waysOf(step, edgesOf).map(({ path }) => ({ from: id, path })) : [];
}

/** Up and down along the ways as far as there are some, else by the eye. */
function neighbour(keys: Keys, id: string, key: string): string | undefined {
  const { document, edgesOf, layout } = keys;
  if (key === 'ArrowDown') {
    const step = stepAt(document, id);
    const first = id === TRIGGER ? document.start : ((step && waysOf(step, edgesOf)[0]?.target) ?? null);
    if (first !== null && layout.nodes.has(first)) return first;
  }
  if (key === 'ArrowUp') {
    const leading = layout.lines.find(({ way, kind }) => way.target === id && kind !== 'back');
    if (leading) return leading.spot.from ?? TRIGGER;
  }
  const [place, direction] = [layout.nodes.get(id), DIRECTIONS[key]];
  return place && direction && nearest(place, layout.nodes, direction);
}

function edit(keys: Keys, id: string, key: string): string | undefined {
  const { edits } = keys;
  if (key === 'Delete' || key === 'Backspace') {
    const above = neighbour(keys, id, 'ArrowUp') ?? TRIGGER;
    edits.remove(id);
    return above;
  }
  return undefined;
}

function editByLetter({ edits }: Keys, id: string, event: KeyboardEvent): string | undefined | false {
  switch (event.key.toLowerCase()) {
    case 'c':
      if (event.shiftKey) edits.copyBranch(id);
      else edits.copy(id);
      return undefined;
    case 'v':
      return edits.pasteAfter(id);
    case 'd':
      return edits.duplicate(id);
    default:
      return false;
  }
}

/** With Alt the arrow keys move the step itself, as dragging does. */
function nudge({ edits, layout, readOnly }: Keys, id: string, event: KeyboardEvent): void {
  const [at, direction] = [layout.nodes.get(id), DIRECTIONS[event.key]];
  if (readOnly || id === TRIGGER || !at || !direction) return;
  event.preventDefault();
  edits.place(id, { x: at.x + direction[0] * NUDGE, y: at.y + direction[1] * NUDGE });
}

/** What the keys do while a step has the focus. */
export function canvasKeys(keys: Keys) {
  return (event: KeyboardEvent): void => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset['node'];
    if (id === undefined) return;
    if (event.altKey) {
      nudge(keys, id, event);
      return;
    }
    if (event.key in DIRECTIONS) {
      event.preventDefault();
      const next = neighbour(keys, id, event.key);
      if (next !== undefined) keys.focus(next);
      return;
    }
    if (keys.readOnly) return;
    if (event.key === 'Insert' || event.key === '+') {
      event.preventDefault();
      const [spot] = waysFrom(keys, id);
      if (spot) keys.onInsert(spot);
      return;
    }
    if (id === TRIGGER) return;
    const letter = event.ctrlKey || event.metaKey ? editByLetter(keys, id, event) : false;
    if (letter !== false) event.preventDefault();
    const next = letter === false ? edit(keys, id, event.key) : letter;
    if (next !== undefined) keys.focus(next);
  };
}
