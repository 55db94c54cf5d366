import type { FieldError } from '#libs/kernel';
import type { CompiledAutomation, CompiledStep } from './compile-automation.js';
import { readAllPaths } from './param-paths.js';

/** Edges that lead nowhere, a start that is not there, and loops in which no time passes. */
export function checkGraph(automation: CompiledAutomation): FieldError[] {
  const errors = [
    ...checkStart(automation),
    ...[...automation.steps.values()].flatMap((s) => checkEdges(s, automation)),
  ];
  return errors.length > 0 ? errors : checkLoops(automation);
}

function checkStart({ start, steps }: CompiledAutomation): FieldError[] {
  if (start === null) return steps.size > 0 ? [{ path: 'start', message: 'Name the first step' }] : [];
  return steps.has(start) ? [] : [{ path: 'start', message: `There is no step "${start}"` }];
}

function checkEdges(step: CompiledStep, { steps }: CompiledAutomation): FieldError[] {
  return readAllPaths(step.params, step.definition.edges)
    .filter(({ value }) => typeof value === 'string' && !steps.has(value))
    .map(({ path, value }) => ({
      path: `steps.${step.id}.${path}`,
      message: `There is no step "${String(value)}"`,
    }));
}

/** Steps to which no way leads from the start: allowed, but hardly meant. */
export function findUnreachable({ start, steps }: CompiledAutomation): string[] {
  const seen = new Set<string>();
  const open = start === null ? [] : [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(steps.get(id)?.targets ?? []));
  }
  return [...steps.keys()].filter((id) => !seen.has(id));
}

/** True when a run may pass the step without time going by and without being counted. */
function isFree({ definition, params }: CompiledStep): boolean {
  return !definition.limitsVisits && !definition.delays?.(params);
}

/**
 * A loop of free steps would never end. What is left after taking away, again and again, every free step that leads
 * to no other free step (Kahn's algorithm) is on such a loop or leads into one.
 */
function checkLoops({ steps }: CompiledAutomation): FieldError[] {
  const free = new Map([...steps].filter(([, step]) => isFree(step)));
  for (let removed = true; removed;) {
    removed = false;
    for (const [id, step] of free) {
      if (!step.targets.some((target) => free.has(target))) removed = free.delete(id);
    }
  }
  const first = [...free.keys()].find((id) => reaches(id, id, free));
  if (first === undefined) return [];
  return [
    {
      path: `steps.${first}`,
      message: 'This step is on a loop in which no time passes. Put a wait into it, or go back by go_to with a limit',
    },
  ];
}

function reaches(from: string, goal: string, steps: ReadonlyMap<string, CompiledStep>): boolean {
  const seen = new Set<string>();
  const open = [...(steps.get(from)?.targets ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(steps.get(id)?.targets ?? []));
  }
  return false;
}

/**
 * Steps in an order in which each comes before those that it leads to, loops left aside: runs that part at a branch
 * and meet again are handled as one batch where they meet.
 */
export function rankSteps({ start, steps }: Pick<CompiledAutomation, 'start' | 'steps'>): ReadonlyMap<string, number> {
  const finished: string[] = [];
  const seen = new Set<string>();
  const open: { id: string; done: boolean }[] = start === null ? [] : [{ id: start, done: false }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (top.done) finished.push(top.id);
    if (top.done || seen.has(top.id)) continue;
    seen.add(top.id);
    open.push({ id: top.id, done: true });
    open.push(...(steps.get(top.id)?.targets ?? []).map((id) => ({ id, done: false })));
  }
  return new Map(finished.reverse().map((id, rank) => [id, rank]));
}
