import type { AutomationDocument } from '../../../api/automations';
import { START, stepAt, waysOf } from './ways';
import type { EdgesOf, Way } from './ways';

/** The trigger's node; steps have ids of their own, which never begin with a dot. */
export const TRIGGER = '.trigger';

/** What a way leads to, as the drawing sees it. */
export interface Branch {
  way: Way;
  /** Its own: drawn below it. End: nothing follows. Join: several ways meet there. Back: it stands above. */
  kind: 'own' | 'end' | 'join' | 'back';
}

/** The steps as a tree: each stands below the one step that everybody must pass before it. */
export interface FlowTree {
  branches: (id: string) => readonly Branch[];
  /** Steps at which ways of the step meet again, first things first. */
  joins: (id: string) => readonly string[];
  /** The trigger, then whatever no way leads to. */
  roots: readonly string[];
}

interface Edge {
  from: string;
  to: string;
}

/** Steps in an order in which each comes before those that it leads to, loops left aside. */
function orderFrom(root: string, next: (id: string) => readonly string[], seen: Set<string>): string[] {
  const finished: string[] = [];
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const target of next(id).toReversed()) visit(target);
    finished.push(id);
  };
  visit(root);
  return finished.reverse();
}

/** The nearest step that all ways to a step pass (its immediate dominator; Cooper, Harvey and Kennedy 2001). */
function findDominators(order: readonly string[], edges: readonly Edge[]): Map<string, string> {
  const rank = new Map(order.map((id, index) => [id, index]));
  const rankOf = (id: string) => rank.get(id) ?? 0;
  const dominators = new Map<string, string>();
  const meet = (one: string, other: string): string => {
    let [a, b] = [one, other];
    while (a !== b) {
      if (rankOf(a) > rankOf(b)) a = dominators.get(a) ?? a;
      else b = dominators.get(b) ?? b;
    }
    return a;
  };
  for (const id of order) {
    const before = edges.filter(({ to, from }) => to === id && rankOf(from) < rankOf(id)).map(({ from }) => from);
    const [first, ...rest] = before;
    if (first !== undefined) dominators.set(id, rest.reduce(meet, first));
  }
  return dominators;
}

function waysFrom(document: AutomationDocument, edgesOf: EdgesOf, id: string): readonly Way[] {
  if (id === TRIGGER) {
    return [{ path: START.path, kind: 'next', number: 0, target: document.start, outcome: 'start' }];
  }
  const step = stepAt(document, id);
  return step ? waysOf(step, edgesOf) : [];
}

/** Reads the tree out of a document: ways that part are its branches, ways that meet its joins. */
export function treeOf(document: AutomationDocument, edgesOf: EdgesOf): FlowTree {
  const ways = new Map([TRIGGER, ...Object.keys(document.steps)].map((id) => [id, waysFrom(document, edgesOf, id)]));
  const known = (target: string | null): target is string => target !== null && ways.has(target);
  const next = (id: string) => (ways.get(id) ?? []).map(({ target }) => target).filter(known);
  const seen = new Set<string>();
  const roots: string[] = [];
  const order: string[] = [];
  const entered = new Set([...ways.keys()].flatMap((id) => next(id)));
  const candidates = [TRIGGER, ...Object.keys(document.steps).filter((id) => !entered.has(id)), ...ways.keys()];
  for (const root of candidates) {
    if (seen.has(root)) continue;
    roots.push(root);
    order.push(...orderFrom(root, next, seen));
  }
  const rank = new Map(order.map((id, index) => [id, index]));
  const edges = order.flatMap((from) => next(from).map((to) => ({ from, to })));
  const forward = edges.filter(({ from, to }) => (rank.get(from) ?? 0) < (rank.get(to) ?? 0));
  const dominators = findDominators(order, forward);
  const entries = new Map<string, number>();
  for (const { to } of forward) entries.set(to, (entries.get(to) ?? 0) + 1);
  const kindOf = (from: string, target: string | null): Branch['kind'] => {
    if (!known(target)) return 'end';
    if ((rank.get(target) ?? 0) <= (rank.get(from) ?? 0)) return 'back';
    return entries.get(target) === 1 && !roots.includes(target) ? 'own' : 'join';
  };
  const joins = new Map<string, string[]>();
  for (const id of order) {
    const dominator = dominators.get(id);
    if (dominator === undefined || entries.get(id) === 1 || roots.includes(id)) continue;
    joins.set(dominator, [...(joins.get(dominator) ?? []), id]);
  }
  return {
    branches: (id) => (ways.get(id) ?? []).map((way) => ({ way, kind: kindOf(id, way.target) })),
    joins: (id) => joins.get(id) ?? [],
    roots,
  };
}
