import type { AutomationDocument, Params } from '../../../api/automations';
import { unplaced } from './places';
import { mapTargets, reachableFrom, redirect, stepAt, targetAt, waysOf } from './ways';
import type { EdgesOf, Spot } from './ways';

/** Steps that were copied: one, or one with all that only it leads to. */
export interface Clip {
  root: string;
  steps: Record<string, Params>;
}

export interface Edited {
  document: AutomationDocument;
  /** The step that the edit was about. */
  id: string;
}

/** An id that no step has. */
function freshId(taken: ReadonlySet<string>): string {
  let number = taken.size + 1;
  while (taken.has(`s${number}`)) number += 1;
  return `s${number}`;
}

/** The document with a way leading elsewhere. */
export function lead(document: AutomationDocument, { from, path }: Spot, target: string | null): AutomationDocument {
  const step = stepAt(document, from);
  if (from === null || !step) return { ...document, start: target };
  return { ...document, steps: { ...document.steps, [from]: redirect(step, path, target) } };
}

/** Where steps that hang together go on: the last way of the last of them; null when nothing follows. */
function openEnd(root: string, steps: Record<string, Params>, edgesOf: EdgesOf): Spot | null {
  const seen = new Set<string>();
  for (let id = root; ;) {
    const step = steps[id];
    const last = step && waysOf(step, edgesOf).at(-1);
    if (!last || seen.has(id)) return null;
    seen.add(id);
    if (last.target === null || !Object.hasOwn(steps, last.target)) return { from: id, path: last.path };
    id = last.target;
  }
}

/** Puts steps on a way: it leads to the first of them, and the last of them to where the way led before. */
export function paste(document: AutomationDocument, spot: Spot, clip: Clip, edgesOf: EdgesOf): Edited {
  const taken = new Set(Object.keys(document.steps));
  const names = new Map<string, string>();
  for (const id of Object.keys(clip.steps)) {
    const fresh = freshId(taken);
    taken.add(fresh);
    names.set(id, fresh);
  }
  const renamed = Object.entries(clip.steps).map(([id, step]): [string, Params] => [
    names.get(id) ?? id,
    mapTargets(unplaced(step), edgesOf, (target) => (target === null ? null : (names.get(target) ?? null))),
  ]);
  const root = names.get(clip.root) ?? clip.root;
  return attach(document, spot, { root, steps: Object.fromEntries(renamed) }, edgesOf);
}

function attach(document: AutomationDocument, spot: Spot, { root, steps }: Clip, edgesOf: EdgesOf): Edited {
  const end = openEnd(root, steps, edgesOf);
  const after = targetAt(document, spot, edgesOf);
  const joined = { ...document, steps: { ...document.steps, ...steps } };
  const continued = end ? lead(joined, end, after) : joined;
  return { document: lead(continued, spot, root), id: root };
}

/** Puts a new step on a way. */
export function insertStep(document: AutomationDocument, spot: Spot, step: Params, edgesOf: EdgesOf): Edited {
  return paste(document, spot, { root: 'new', steps: { new: step } }, edgesOf);
}

/** Takes a step out; what led to it leads to where its last way led. */
function unlink(document: AutomationDocument, id: string, edgesOf: EdgesOf): AutomationDocument {
  const removed = stepAt(document, id);
  const after = removed ? (waysOf(removed, edgesOf).at(-1)?.target ?? null) : null;
  const heal = (target: string | null) => (target === id ? (after === id ? null : after) : target);
  const rest = Object.entries(document.steps).filter(([other]) => other !== id);
  return {
    ...document,
    start: heal(document.start),
    steps: Object.fromEntries(rest.map(([other, step]) => [other, mapTargets(step, edgesOf, heal)])),
  };
}

/** Leaves out the steps that could be reached before and can't be now; what stood apart already stays. */
function dropLost(before: AutomationDocument, after: AutomationDocument, edgesOf: EdgesOf): AutomationDocument {
  const reached = reachableFrom(before, [before.start], edgesOf);
  const still = reachableFrom(after, [after.start], edgesOf);
  const kept = Object.entries(after.steps).filter(([id]) => still.has(id) || !reached.has(id));
  return { ...after, steps: Object.fromEntries(kept) };
}

/** Takes a step out and closes the gap. Steps that only its other ways led to go with it. */
export function removeStep(document: AutomationDocument, id: string, edgesOf: EdgesOf): AutomationDocument {
  return dropLost(document, unlink(document, id, edgesOf), edgesOf);
}

/** Takes a step out with all that only it leads to. */
export function removeBranch(document: AutomationDocument, id: string, edgesOf: EdgesOf): AutomationDocument {
  const cut = (target: string | null) => (target === id ? null : target);
  const { [id]: _gone, ...rest } = document.steps;
  const steps = Object.entries(rest).map(([other, step]) => [other, mapTargets(step, edgesOf, cut)] as const);
  const after = { ...document, start: cut(document.start), steps: Object.fromEntries(steps) };
  return dropLost(document, after, edgesOf);
}

/** The steps that hang on the ways of a step but its last: they go where it goes. */
function carried(document: AutomationDocument, id: string, edgesOf: EdgesOf): Set<string> {
  const step = stepAt(document, id);
  const others = step ? waysOf(step, edgesOf).slice(0, -1) : [];
  return reachableFrom(
    document,
    others.map(({ target }) => target),
    edgesOf,
  );
}

/** Whether a step can be moved onto a way: not onto its own, nor onto one that hangs on it. */
export function canMove(document: AutomationDocument, id: string, { from }: Spot, edgesOf: EdgesOf): boolean {
  return from !== id && (from === null || !carried(document, id, edgesOf).has(from));
}

/** Takes a step, and what hangs on all its ways but the last, from where it stands to another way. */
export function moveStep(document: AutomationDocument, id: string, spot: Spot, edgesOf: EdgesOf): AutomationDocument {
  const step = stepAt(document, id);
  if (!step || !canMove(document, id, spot, edgesOf)) return document;
  const last = waysOf(step, edgesOf).at(-1);
  const loose = unplaced(last ? redirect(step, last.path, null) : step);
  return attach(unlink(document, id, edgesOf), spot, { root: id, steps: { [id]: loose } }, edgesOf).document;
}

export function copyStep(document: AutomationDocument, id: string, edgesOf: EdgesOf): Clip {
  const step = stepAt(document, id);
  return { root: id, steps: step ? { [id]: mapTargets(step, edgesOf, () => null) } : {} };
}

/** A step with all that only it leads to. */
export function copyBranch(document: AutomationDocument, id: string, edgesOf: EdgesOf): Clip {
  const without = reachableFrom(removeBranch(document, id, edgesOf), [document.start], edgesOf);
  const own = [...reachableFrom(document, [id], edgesOf)].filter((other) => !without.has(other) || other === id);
  const inside = new Set(own);
  const cut = (target: string | null) => (target !== null && inside.has(target) ? target : null);
  const steps = own.map((other) => [other, mapTargets(document.steps[other] as Params, edgesOf, cut)] as const);
  return { root: id, steps: Object.fromEntries(steps) };
}
