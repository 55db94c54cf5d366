import {
  checkPropertyTree,
  defineCondition,
  describePropertyTree,
  describeValue,
  describeWindow,
  isNeverLonger,
  leavesOf,
  type ConditionScope,
  type LeafProblem,
} from '#libs/conditions';
import { warnOfUnseen } from '../event/unseen.js';
import { sequenceMoves } from './sequence-moves.js';
import { propertiesOf, sequenceParamsSchema, type SequenceParams, type SequencePart } from './sequence-params.js';
import { sequenceSql } from './sequence-sql.js';

const PARTS = ['first', 'then'] as const;

export const sequence = defineCondition<SequenceParams>({
  type: 'sequence',
  label: 'Sequence of events',
  description: 'One event that was followed by another within some time, or that was not.',
  params: sequenceParamsSchema,
  cost: (params) => PARTS.reduce((sum, part) => sum + costOf(params[part]), 1),
  check: (params, _data, scope) => PARTS.flatMap((part) => checkPart(part, params[part], scope)),
  warn: async (on, params) => {
    const warnings = warnOfPeriod(params);
    for (const part of PARTS) {
      const event = { name: params[part].event, path: [part, 'event'] };
      warnings.push(...(await warnOfUnseen(on, event, propertiesOf(part, params[part]))));
    }
    return warnings;
  },
  references: (params) => PARTS.map((part) => ({ kind: 'event', key: params[part].event, path: [part, 'event'] })),
  reads: (params) => [...new Set(PARTS.map((part) => `event:${params[part].event}`))],
  toSql: sequenceSql,
  moves: sequenceMoves,
  explain: (params, fact, _data, zone) => explainSequence(params, fact, zone),
});

function costOf({ where }: SequencePart): number {
  return where ? leavesOf(where).length : 0;
}

/** Whose time to follow is over began longer ago. */
function warnOfPeriod({ then, window, within }: SequenceParams): LeafProblem[] {
  if (then.absent !== true || within === undefined || !isNeverLonger(within, window)) return [];
  return [{ path: ['within'], message: 'is not longer than the time to follow: nobody matches' }];
}

function checkPart(name: string, { where }: SequencePart, scope: ConditionScope): LeafProblem[] {
  const problems = where ? checkPropertyTree(where, scope) : [];
  return problems.map((problem) => ({ ...problem, path: [name, 'where', ...problem.path] }));
}

/** About the first events in the period. */
interface SequenceFact {
  readonly count: number;
  readonly last: string;
  /** When the last of those came that count; null when none does. */
  readonly hit: string | null;
  readonly followed: number;
  /** Not followed, and their time is not over. */
  readonly open: number;
}

function explainSequence({ first, then, window, within }: SequenceParams, fact: unknown, zone: string): string {
  const link = then.absent === true ? 'not followed by' : 'followed by';
  const when = within === undefined ? '' : `, in the last ${describeWindow(within)}`;
  const clause = `${describePart(first)}, ${link} ${describePart(then)} within ${describeWindow(window)}${when}`;
  return `${clause}: ${describeFact(fact as SequenceFact | null | undefined, then.absent === true, zone)}`;
}

function describeFact(fact: SequenceFact | null | undefined, absent: boolean, zone: string): string {
  if (!fact) return 'the first never came';
  const { count, last, hit, followed, open } = fact;
  if (hit !== null) return `yes, beginning on ${describeValue(hit, zone)}`;
  const came =
    count === 1
      ? `once, on ${describeValue(last, zone)}`
      : `${String(count)} times, last on ${describeValue(last, zone)}`;
  const outcomes = [
    ...(followed > 0 ? [`${String(followed)} ${followed === 1 ? 'was' : 'were'} followed`] : []),
    ...(open > 0 ? [`${String(open)} may still be`] : []),
  ];
  return `no, the first came ${came}${absent ? `; ${outcomes.join(', ')}` : ', and was not followed'}`;
}

function describePart({ event, where }: SequencePart): string {
  return where ? `${event} where ${describePropertyTree(where)}` : event;
}
