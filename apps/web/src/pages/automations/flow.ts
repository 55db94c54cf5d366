import type { AutomationDocument, Params } from '../../api/automations';

/** One way out of a step: where its target is written, and where it leads. */
export interface Way {
  /** Path inside the step, such as `next` or `branches.0.next`. */
  path: string;
  kind: 'next' | 'then' | 'else' | 'branch';
  number: number;
  target: string | null;
}

function targetOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function listWays(step: Params, name: string): Way[] {
  const list = step[name];
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).map((entry, index) => ({
    path: `${name}.${index}.next`,
    kind: 'branch' as const,
    number: index + 1,
    target: targetOf((entry as { next?: unknown } | null)?.next),
  }));
}

/** The ways out of a step, in reading order. */
export function waysOf(step: Params): Way[] {
  const lists = [...listWays(step, 'branches'), ...listWays(step, 'by')];
  if (lists.length > 0) {
    const rest = step.type === 'branch' ? [plain(step, 'else')] : [];
    return [...lists, ...rest];
  }
  if (step.type === 'wait_for') return [plain(step, 'then'), plain(step, 'else')];
  if (step.type === 'exit') return [];
  return [plain(step, 'next')];
}

function plain(step: Params, kind: 'next' | 'then' | 'else'): Way {
  return { path: kind, kind, number: 0, target: targetOf(step[kind]) };
}

/** The step with one of its ways leading elsewhere. */
export function redirect(step: Params, path: string, target: string | null): Params {
  const [name = '', index] = path.split('.');
  if (index === undefined) return { ...step, [name]: target };
  const list = (step[name] as Record<string, unknown>[]).map((entry, at) =>
    at === Number(index) ? { ...entry, next: target } : entry,
  );
  return { ...step, [name]: list };
}

/** An id that no step has. */
export function freshId(document: AutomationDocument): string {
  let number = Object.keys(document.steps).length + 1;
  while (document.steps[`s${number}`]) number += 1;
  return `s${number}`;
}

/** Puts a new step on the way that leaves `from` by `path`; null is the way from the trigger to the first step. */
export function insertStep(
  document: AutomationDocument,
  from: string | null,
  path: string,
  step: Params,
): { document: AutomationDocument; id: string } {
  const id = freshId(document);
  const source = from === null ? undefined : document.steps[from];
  const old = source ? (waysOf(source).find((way) => way.path === path)?.target ?? null) : document.start;
  const first = waysOf(step).at(-1);
  const placed = first ? redirect(step, first.path, old) : step;
  const steps = { ...document.steps, [id]: placed };
  if (from === null || !source) return { document: { ...document, steps, start: id }, id };
  return { document: { ...document, steps: { ...steps, [from]: redirect(source, path, id) } }, id };
}

/** Takes a step out; what led to it leads to where its last way led. */
export function removeStep(document: AutomationDocument, id: string): AutomationDocument {
  const removed = document.steps[id];
  const after = removed ? (waysOf(removed).at(-1)?.target ?? null) : null;
  const target = after === id ? null : after;
  const steps = Object.fromEntries(
    Object.entries(document.steps)
      .filter(([other]) => other !== id)
      .map(([other, step]) => {
        const leading = waysOf(step).filter((way) => way.target === id);
        return [other, leading.reduce((changed, way) => redirect(changed, way.path, target), step)];
      }),
  );
  return { ...document, steps, start: document.start === id ? target : document.start };
}

export interface Place {
  x: number;
  y: number;
}

export const NODE = { width: 260, height: 92, gapX: 48, gapY: 76 } as const;

/** Layers from the top: a step stands below all that lead to it; its siblings stand side by side. */
export function layOut(document: AutomationDocument): Map<string, Place> {
  const depth = new Map<string, number>();
  const visit = (id: string | null, level: number, trail: ReadonlySet<string>): void => {
    const step = id === null ? undefined : document.steps[id];
    if (id === null || !step || trail.has(id) || (depth.get(id) ?? 0) >= level) return;
    depth.set(id, level);
    for (const way of waysOf(step)) visit(way.target, level + 1, new Set([...trail, id]));
  };
  visit(document.start, 1, new Set());
  const last = Math.max(0, ...depth.values());
  for (const id of Object.keys(document.steps)) if (!depth.has(id)) depth.set(id, last + 1);
  const layers = new Map<number, string[]>();
  for (const [id, level] of depth) layers.set(level, [...(layers.get(level) ?? []), id]);
  return new Map(
    [...layers].flatMap(([level, ids]) =>
      ids.map((id, index): [string, Place] => [
        id,
        {
          x: (index - (ids.length - 1) / 2) * (NODE.width + NODE.gapX),
          y: level * (NODE.height + NODE.gapY),
        },
      ]),
    ),
  );
}
