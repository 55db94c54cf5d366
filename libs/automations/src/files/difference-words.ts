import { isDeepStrictEqual } from 'node:util';
import { formatPath } from '#libs/kernel';
import { stepNotes } from '../definition/automation-definition.js';

type Json = Readonly<Record<string, unknown>>;

/** One line of a difference: what came, what went, or what is otherwise and how. */
export interface DifferenceLine {
  readonly sign: '+' | '-' | '~';
  /** `step mail`, `goal`, `triggers`. */
  readonly what: string;
  readonly words: string;
}

/** A value longer than that is cut: the file has it in full. */
const LONGEST = 160;

/**
 * What one journey does otherwise than another, a line for each step and setting, in the order of the steps. Notes and
 * places on the canvas make no difference; what a step is called does, for its readers.
 */
export function describeDifference(before: Json, after: Json, labelOf: (type: string) => string): DifferenceLine[] {
  const { steps: oldSteps = {}, ...oldSettings } = before as { steps?: Record<string, Json> } & Json;
  const { steps: newSteps = {}, ...newSettings } = after as { steps?: Record<string, Json> } & Json;
  const names = [...new Set([...Object.keys(newSettings), ...Object.keys(oldSettings)])];
  const ids = [...new Set([...Object.keys(newSteps), ...Object.keys(oldSteps)])];
  return [
    ...names.flatMap((name) => changes(oldSettings[name], newSettings[name], [name])),
    ...ids.flatMap((id) => compareStep(id, own(oldSteps, id), own(newSteps, id), labelOf)),
  ];
}

function own(steps: Record<string, Json>, id: string): Json | undefined {
  return Object.hasOwn(steps, id) ? steps[id] : undefined;
}

function compareStep(
  id: string,
  before: Json | undefined,
  after: Json | undefined,
  labelOf: (type: string) => string,
): DifferenceLine[] {
  const what = `step ${id}`;
  if (!before && after) return [{ sign: '+', what, words: describeStep(after, labelOf) }];
  if (before && !after) return [{ sign: '-', what, words: describeStep(before, labelOf) }];
  if (!before || !after) return [];
  if (before['type'] !== after['type']) {
    return [{ sign: '~', what, words: `${describeStep(before, labelOf)} → ${describeStep(after, labelOf)}` }];
  }
  const lines = changes(withoutNotes(before), withoutNotes(after), []);
  if (lines.length === 0) return [];
  const words = lines.map((line) => `${line.what === '' ? '' : `${line.what}: `}${line.words}`).join('; ');
  return [{ sign: '~', what, words: `${labelOf(String(after['type']))}, ${words}` }];
}

function describeStep(step: Json, labelOf: (type: string) => string): string {
  const { type, ...params } = withoutNotes(step);
  const parts = Object.entries(params).map(([name, value]) => `${name}: ${print(value)}`);
  return [labelOf(String(type)), ...(parts.length > 0 ? [`(${parts.join(', ')})`] : [])].join(' ');
}

function withoutNotes(step: Json): Json {
  return Object.fromEntries(
    Object.entries(step).filter(([name]) => name === 'name' || !Object.hasOwn(stepNotes, name)),
  );
}

/** The smallest parts that differ; null and nothing are the same. */
function changes(before: unknown, after: unknown, path: readonly PropertyKey[]): DifferenceLine[] {
  if (isDeepStrictEqual(before ?? null, after ?? null)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return names.flatMap((name) => changes(before[name], after[name], [...path, name]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => changes(item, after[index], [...path, index]));
  }
  const what = formatPath(path);
  if (before === undefined || before === null) return [{ sign: '+', what, words: print(after) }];
  if (after === undefined || after === null) return [{ sign: '-', what, words: print(before) }];
  return [{ sign: '~', what, words: `${print(before)} → ${print(after)}` }];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function print(value: unknown): string {
  if (value === null || value === undefined) return 'end';
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
