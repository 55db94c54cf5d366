import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { defineStep } from '../steps/define-step.js';
import type { CompiledAutomation, CompiledStep } from './compile-automation.js';
import { checkGraph, findUnreachable, rankSteps } from './step-graph.js';

const definition = (delays: boolean) =>
  defineStep({
    type: 'test',
    label: 'Test',
    description: 'A step with any number of edges.',
    params: z.object({ to: z.array(z.object({ next: z.string() })) }),
    edges: ['to[].next'],
    delays: () => delays,
    run: () => Promise.resolve([]),
  });

const FREE = definition(false);
const SLOW = definition(true);

/** A graph from its edges: `{ a: ['b'] }`; steps in `slow` let time pass. */
function graph(
  edges: Record<string, string[]>,
  start: string | null,
  slow: readonly string[] = [],
): CompiledAutomation {
  const steps = Object.entries(edges).map(([id, targets]): [string, CompiledStep] => [
    id,
    {
      id,
      definition: slow.includes(id) ? SLOW : FREE,
      params: { to: targets.map((next) => ({ next })) },
      targets,
    },
  ]);
  return { start, steps: new Map(steps) } as unknown as CompiledAutomation;
}

const paths = (automation: CompiledAutomation): string[] => checkGraph(automation).map(({ path }) => path);

describe('the graph of steps', () => {
  it('needs a start that is there once there are steps', () => {
    expect(paths(graph({}, null))).toEqual([]);
    expect(paths(graph({ a: [] }, null))).toEqual(['start']);
    expect(paths(graph({ a: [] }, 'b'))).toEqual(['start']);
    expect(paths(graph({ a: [] }, 'a'))).toEqual([]);
  });

  it('says which edge leads nowhere', () => {
    expect(paths(graph({ a: ['b', 'x'], b: [] }, 'a'))).toEqual(['steps.a.to[1].next']);
  });

  it('refuses a step that leads to itself at once', () => {
    expect(paths(graph({ a: ['a'] }, 'a'))).toEqual(['steps.a']);
    expect(paths(graph({ a: ['a'] }, 'a', ['a']))).toEqual([]);
  });

  it('finds what no way leads to, through loops too', () => {
    expect(findUnreachable(graph({ a: ['b'], b: ['a'], c: ['d'], d: ['c'] }, 'a', ['a', 'c']))).toEqual(['c', 'd']);
  });
});

describe('any graph', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const targets = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 });
  const edges = fc.record(Object.fromEntries(names.map((name) => [name, targets])));
  const slow = fc.subarray(names);

  /** By brute force: a walk over free steps longer than there are steps must have turned. */
  const turns = (from: string, all: Record<string, string[]>, free: readonly string[], left = names.length): boolean =>
    free.includes(from) && (left === 0 || (all[from] ?? []).some((to) => turns(to, all, free, left - 1)));

  it('is refused exactly when a run could turn in it without time going by', () => {
    fc.assert(
      fc.property(edges, slow, (all, slowOnes) => {
        const free = names.filter((name) => !slowOnes.includes(name));
        const endless = names.some((name) => turns(name, all, free));
        expect(paths(graph(all, 'a', slowOnes)).length > 0).toBe(endless);
      }),
      { numRuns: 500 },
    );
  });

  it('without loops is ranked so that every edge leads forward', () => {
    fc.assert(
      fc.property(edges, (all) => {
        const forward = Object.fromEntries(
          Object.entries(all).map(([name, to]) => [name, to.filter((target) => target > name)]),
        );
        const ranks = rankSteps(graph(forward, 'a'));
        for (const [name, to] of Object.entries(forward)) {
          if (!ranks.has(name)) continue;
          for (const target of to) expect(ranks.get(target)!).toBeGreaterThan(ranks.get(name)!);
        }
      }),
      { numRuns: 500 },
    );
  });
});
