import {
  checkPropertyTree,
  defineCondition,
  describePropertyTree,
  describeValue,
  describeWindow,
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
    const warnings: LeafProblem[] = [];
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
  explain: explainSequence,
});

function costOf({ where }: SequencePart): number {
  return where ? leavesOf(where).length : 0;
}

function checkPart(name: string, { where }: SequencePart, scope: ConditionScope): LeafProblem[] {
  const problems = where ? checkPropertyTree(where, scope) : [];
  return problems.map((problem) => ({ ...problem, path: [name, 'where', ...problem.path] }));
}

interface SequenceFact {
  /** When the first event was seen last. */
  readonly first: string;
  /** When it was seen last of those that count; null when none does. */
  readonly hit: string | null;
}

function explainSequence({ first, then, window, within }: SequenceParams, fact: unknown): string {
  const link = then.absent === true ? 'not followed by' : 'followed by';
  const when = within === undefined ? '' : `, in the last ${describeWindow(within)}`;
  const clause = `${describePart(first)}, ${link} ${describePart(then)} within ${describeWindow(window)}${when}`;
  return `${clause}: ${describeFact(fact as SequenceFact | null | undefined)}`;
}

function describeFact(fact: SequenceFact | null | undefined): string {
  if (!fact) return 'the first never came';
  if (fact.hit !== null) return `yes, beginning on ${describeValue(fact.hit)}`;
  return `no, the first came last on ${describeValue(fact.first)}`;
}

function describePart({ event, where }: SequencePart): string {
  return where ? `${event} where ${describePropertyTree(where)}` : event;
}
