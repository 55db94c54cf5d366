import { isDeepStrictEqual } from 'node:util';
import type { AutomationDocument, TypedPart } from '../definition/automation-definition.js';
import { DESK_MEMBERS, stepNotes } from '../definition/automation-definition.js';
import { readAllPaths } from '../definition/param-paths.js';

/** Where the edges of a kind of step stand; none for a kind that is not known. */
export type EdgesOf = (type: string) => readonly string[];

export type StepChange = 'added' | 'changed' | 'removed' | 'same';

/** What the next version does otherwise than the one before. */
export interface VersionDifference {
  /** Members of the document beside its steps that differ. */
  readonly settings: readonly string[];
  /** Every step of either version. */
  readonly steps: ReadonlyMap<string, StepChange>;
}

const EMPTY: Pick<AutomationDocument, 'steps'> = { steps: {} };

/** A step of a document by its id, which may be that of a member that every object has. */
export function stepOf({ steps }: Pick<AutomationDocument, 'steps'>, id: string): TypedPart | undefined {
  return Object.hasOwn(steps, id) ? steps[id] : undefined;
}

/** Notes, names, folders and places on the canvas make no difference: they are for people, not for the run. */
export function compareVersions(before: AutomationDocument | null, after: AutomationDocument): VersionDifference {
  const { steps: oldSteps, ...oldSettings } = before ?? EMPTY;
  const { steps: newSteps, ...newSettings } = after;
  const ids = new Set([...Object.keys(oldSteps), ...Object.keys(newSteps)]);
  const names = Object.keys({ ...oldSettings, ...newSettings }).sort();
  const differs = (name: string): boolean =>
    !isDeepStrictEqual(memberOf(oldSettings, name) ?? null, memberOf(newSettings, name) ?? null);
  return {
    settings: names.filter((name) => !DESK_MEMBERS.includes(name) && differs(name)),
    steps: new Map([...ids].map((id) => [id, changeOf(stepOf({ steps: oldSteps }, id), stepOf(after, id))])),
  };
}

function memberOf(settings: object, name: string): unknown {
  return (settings as Readonly<Record<string, unknown>>)[name];
}

function changeOf(before: TypedPart | undefined, after: TypedPart | undefined): StepChange {
  if (!before) return 'added';
  if (!after) return 'removed';
  return isDeepStrictEqual(withoutNotes(before), withoutNotes(after)) ? 'same' : 'changed';
}

function withoutNotes(step: TypedPart): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(step).filter(([name]) => !Object.hasOwn(stepNotes, name)));
}

/** Whether a step does the same in both versions, wherever it leads then: who waits at it need not begin anew. */
export function doesTheSame(before: TypedPart, after: TypedPart, edgesOf: EdgesOf): boolean {
  const edges = edgesOf(before.type);
  return before.type === after.type && isDeepStrictEqual(withoutEdges(before, edges), withoutEdges(after, edges));
}

function withoutEdges(step: TypedPart, edges: readonly string[]): unknown {
  const names = new Set(edges.map((pattern) => pattern.split('[].')));
  const plain = new Set([...names].filter(([, key]) => key === undefined).map(([name]) => name));
  const lists = new Map([...names].flatMap(([name, key]) => (key === undefined ? [] : [[name, key] as const])));
  return Object.fromEntries(
    Object.entries(withoutNotes(step))
      .filter(([name]) => !plain.has(name))
      .map(([name, value]) => {
        const key = lists.get(name);
        return [name, key !== undefined && Array.isArray(value) ? value.map((entry) => leaveOut(entry, key)) : value];
      }),
  );
}

function leaveOut(entry: unknown, key: string): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  return Object.fromEntries(Object.entries(entry).filter(([name]) => name !== key));
}

/**
 * Where somebody goes on who stands at a step that the next version does not have: at the first step of it that the
 * last ways of the old one lead to, as when a step is taken out on the canvas. null = at the end.
 */
export function findSuccessor(
  from: string,
  before: AutomationDocument,
  after: AutomationDocument,
  edgesOf: EdgesOf,
): string | null {
  const seen = new Set<string>();
  let at: string | null = from;
  while (at !== null && !Object.hasOwn(after.steps, at)) {
    const step: TypedPart | undefined = stepOf(before, at);
    if (!step || seen.has(at)) return null;
    seen.add(at);
    const last: unknown = readAllPaths(step, edgesOf(step.type)).at(-1)?.value;
    at = typeof last === 'string' ? last : null;
  }
  return at;
}
