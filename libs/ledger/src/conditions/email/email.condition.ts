import {
  checkOperand,
  defineCondition,
  describePeriod,
  describeTest,
  describeValue,
  eventValue,
  findOperator,
  type LeafProblem,
  type LeafReference,
  type LeafSql,
  type Operator,
  OPERATORS,
  parseReference,
  type RelationSpec,
  type SqlScope,
  zeroPasses,
} from '#libs/conditions';
import { emailMoves } from './email-moves.js';
import { emailParamsSchema, type EmailAction, type EmailParams } from './email-params.js';
import { emailRows } from './email-rows.js';

interface Names {
  readonly campaign: ReadonlyMap<number, string>;
  readonly automation: ReadonlyMap<number, string>;
}

const SOURCES = ['campaign', 'automation'] as const;

const EXISTING = `
  SELECT 'campaign' AS kind, id, name FROM campaigns WHERE id = ANY ($1::bigint[])
  UNION ALL
  SELECT 'automation', id, name FROM automations WHERE id = ANY ($2::bigint[])`;

export const email = defineCondition<EmailParams, Names>({
  type: 'email',
  label: 'Mail',
  description: 'Mails that the contact was sent, and what came of them: how often, when first and last.',
  params: emailParamsSchema,
  lookup: async (on, leaves) => {
    const ids = SOURCES.map((kind) => leaves.flatMap((leaf) => leaf[kind] ?? []));
    const rows = await on.query<{ kind: keyof Names; id: number; name: string }>(EXISTING, ids);
    const of = (kind: keyof Names): Map<number, string> =>
      new Map(rows.filter((row) => row.kind === kind).map(({ id, name }) => [id, name]));
    return { campaign: of('campaign'), automation: of('automation') };
  },
  check: (params, names, scope) => {
    const problems: LeafProblem[] = SOURCES.flatMap((kind) => {
      const id = params[kind];
      return id === undefined || names[kind].has(id) ? [] : [{ path: [kind], message: `there is no ${kind} ${id}` }];
    });
    if (params.since && scope === 'audience') {
      problems.push({ path: ['since'], message: 'makes sense in an automation only' });
    }
    const operator = operatorOf(params);
    if (operator) return [...problems, ...checkOperand(operator, params.value, { scope, fields: false })];
    const known = OPERATORS[typeOf(params)].map(({ op }) => op).join(', ');
    return [...problems, { path: ['op'], message: `does not fit ${params.measure}; there are: ${known}` }];
  },
  references: (params) =>
    SOURCES.flatMap((kind): LeafReference[] => {
      const id = params[kind];
      return id === undefined ? [] : [{ kind, key: String(id), path: [kind] }];
    }),
  reads: ({ action }) => (action === 'delivered' ? ['email:sent', 'email:bounced'] : [`email:${action}`]),
  toSql: emailSql,
  moves: emailMoves,
  explain: explainEmail,
});

function typeOf({ measure }: EmailParams): 'number' | 'datetime' {
  return measure === 'count' ? 'number' : 'datetime';
}

function operatorOf(params: EmailParams): Operator | null {
  return findOperator(typeOf(params), params.op) ?? null;
}

function emailSql(params: EmailParams, sql: SqlScope): LeafSql {
  const operator = operatorOf(params);
  if (!operator) throw new Error(`The operator ${params.op} reached the compiler unchecked`);
  const { at, ...rows } = emailRows(params, sql);
  const measured = { count: 'count(*)', first: `min(${at})`, last: `max(${at})` }[params.measure];
  const fact = `jsonb_build_object('value', ${measured}, 'last', max(${at}))`;
  const reference = parseReference(params.value);
  if (params.measure === 'count' && !reference) return countSql(params, operator, { ...rows, fact }, sql);
  // Days and references need the contact and the subject, which are outside of the relation.
  const relation = sql.relation({ ...rows, columns: { measured }, fact });
  const column = relation.column('measured');
  const type = typeOf(params);
  const value = { type, sql: type === 'number' ? `coalesce(${column}, 0)` : column, zone: () => sql.zoneOf('c') };
  const operand = reference ? { ref: eventValue(reference.key, type, sql) } : { literal: params.value };
  return { test: operator.test(value, operand, sql), fact: relation.fact };
}

/** Who has none is in no group: where zero passes, the groups that fail are looked for, as with events. */
function countSql({ op, value }: EmailParams, operator: Operator, rows: RelationSpec, sql: SqlScope): LeafSql {
  const passesEmpty = zeroPasses(op, value);
  const count = { type: 'number', sql: 'count(*)', whole: true, zone: () => sql.zoneOf('ec') } as const;
  const test = operator.test(count, { literal: value }, sql);
  const relation = sql.relation({ ...rows, having: passesEmpty ? `NOT ${test}` : test });
  return { test: passesEmpty ? `(NOT ${relation.present})` : relation.present, fact: relation.fact };
}

const DEEDS: Readonly<Record<EmailAction, string>> = {
  sent: 'Mails sent',
  delivered: 'Mails delivered',
  opened: 'Opens',
  clicked: 'Clicks',
  replied: 'Replies',
  bounced: 'Bounces',
  complained: 'Complaints',
};

function explainEmail(params: EmailParams, fact: unknown, names: Names, zone: string): string {
  const { value = params.measure === 'count' ? 0 : null, last } = (fact ?? {}) as { value?: unknown; last?: string };
  const from = SOURCES.flatMap((kind) => {
    const id = params[kind];
    return id === undefined ? [] : [` of ${names[kind].get(id) ?? `${kind} ${id} (gone)`}`];
  });
  const subject = `${DEEDS[params.action]}${from.join('')}${describePeriod(params, zone)}, ${params.measure}`;
  const clause = describeTest(subject, operatorOf(params) ?? params.op, params.value, zone);
  const when = last !== undefined && params.measure === 'count' ? `, the last on ${describeValue(last, zone)}` : '';
  return `${clause}: is ${describeValue(value, zone)}${when}`;
}
