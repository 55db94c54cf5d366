import type { AutomationDocument, Params } from '../../../api/automations';

type WayKind = 'next' | 'then' | 'else' | 'branch' | 'back';

/** One way out of a step: where its target is written, and where it leads. */
export interface Way {
  /** Path inside the step, such as `next` or `branches.0.next`. */
  path: string;
  kind: WayKind;
  /** Counts the ways of a list from 1. */
  number: number;
  target: string | null;
  /** What the report calls the visits that went on this way. */
  outcome: string;
}

/** Where the edges of a kind of step stand, as the registry lists them: `next`, `branches[].next`. */
export type EdgesOf = (type: string) => readonly string[];

/** A way of a step, or the one from the trigger to the first step (`from` is null then). */
export interface Spot {
  from: string | null;
  path: string;
}

export const START: Spot = { from: null, path: 'start' };

function targetOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const KINDS: Record<string, WayKind> = { then: 'then', else: 'else', to: 'back' };

function plainWay(step: Params, name: string): Way {
  const kind = KINDS[name] ?? 'next';
  return { path: name, kind, number: 0, target: targetOf(step[name]), outcome: kind === 'back' ? 'back' : name };
}

function listWays(step: Params, name: string, key: string): Way[] {
  const list = step[name];
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).map((entry, index) => ({
    path: `${name}.${index}.${key}`,
    kind: 'branch',
    number: index + 1,
    target: targetOf((entry as Record<string, unknown> | null)?.[key]),
    outcome: `${name === 'branches' ? 'branch' : 'way'} ${index + 1}`,
  }));
}

/** The ways out of a step, in reading order. The last is the one that goes on where the step stood before. */
export function waysOf(step: Params, edgesOf: EdgesOf): Way[] {
  return edgesOf(step.type).flatMap((pattern) => {
    const [name = pattern, key] = pattern.split('[].');
    return key === undefined ? [plainWay(step, name)] : listWays(step, name, key);
  });
}

/** The step with one of its ways leading elsewhere. */
export function redirect(step: Params, path: string, target: string | null): Params {
  const [name = '', index, key = 'next'] = path.split('.');
  if (index === undefined) return { ...step, [name]: target };
  const list = (step[name] as Record<string, unknown>[]).map((entry, at) =>
    at === Number(index) ? { ...entry, [key]: target } : entry,
  );
  return { ...step, [name]: list };
}

/** The step with every way changed as told. */
export function mapTargets(step: Params, edgesOf: EdgesOf, change: (target: string | null) => string | null): Params {
  return waysOf(step, edgesOf).reduce(
    (changed, way) => (change(way.target) === way.target ? changed : redirect(changed, way.path, change(way.target))),
    step,
  );
}

export function stepAt(document: AutomationDocument, id: string | null): Params | undefined {
  return id !== null && Object.hasOwn(document.steps, id) ? document.steps[id] : undefined;
}

/** Where a way leads now. */
export function targetAt(document: AutomationDocument, { from, path }: Spot, edgesOf: EdgesOf): string | null {
  if (from === null) return document.start;
  const step = stepAt(document, from);
  return (step && waysOf(step, edgesOf).find((way) => way.path === path)?.target) ?? null;
}

/** Every step that can be come to from here, itself included. */
export function reachableFrom(
  document: AutomationDocument,
  from: readonly (string | null)[],
  edgesOf: EdgesOf,
): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = stepAt(document, id);
    if (id === null || !step || seen.has(id)) continue;
    seen.add(id);
    open.push(...waysOf(step, edgesOf).map(({ target }) => target));
  }
  return seen;
}
