import {
  checkOperand,
  checkPropertyTree,
  defineCondition,
  describePeriod,
  describePropertyTree,
  describeTest,
  describeValue,
  eventValue,
  leavesOf,
  OPERATORS,
  parseReference,
  zeroPasses,
  type ConditionScope,
  type LeafProblem,
  type LeafSql,
  type Operator,
  type SqlScope,
  type ValueType,
} from '#libs/conditions';
import { loadEventCurrencies } from '../../currencies/event-currencies.js';
import { eventMoves } from './event-moves.js';
import { measuredOperator, measureSql, saysWhetherAny, WHOLE, ZERO_WITHOUT_ROWS } from './event-measure.js';
import { eventParamsSchema, type EventParams } from './event-params.js';
import { eventRows } from './event-rows.js';
import { currencyProblems, measuresValue, type MoneyFacts, needsConversion } from './event-value.js';
import { warnOfUnseen } from './unseen.js';

export const event = defineCondition<EventParams, MoneyFacts>({
  type: 'event',
  label: 'Event',
  description: 'What the contact did: how often, how much, when first and last.',
  params: eventParamsSchema,
  cost: ({ where }) => (where ? leavesOf(where).length : 0),
  lookup: async (on, leaves, { currency }) => ({
    base: currency,
    currencies: await loadEventCurrencies(
      on,
      leaves.filter(measuresValue).map(({ event: name }) => name),
      currency,
    ),
  }),
  check: checkEvent,
  warn: (on, { event: name, where, of }) => {
    const properties = (where ? leavesOf(where) : []).map(({ leaf, path }) => ({
      name: leaf.property,
      path: ['where', ...path, 'property'],
    }));
    if (of !== undefined) properties.push({ name: of, path: ['of'] });
    return warnOfUnseen(on, { name, path: ['event'] }, properties);
  },
  references: ({ event: key }) => [{ kind: 'event', key, path: ['event'] }],
  reads: ({ event: name }) => [`event:${name}`],
  toSql: eventSql,
  moves: eventMoves,
  explain: explainEvent,
});

function checkEvent(params: EventParams, money: MoneyFacts, scope: ConditionScope): LeafProblem[] {
  const problems: LeafProblem[] = (params.where ? checkPropertyTree(params.where, scope) : []).map((problem) => ({
    ...problem,
    path: ['where', ...problem.path],
  }));
  if (params.since && scope === 'audience') {
    problems.push({ path: ['since'], message: 'makes sense in an automation only' });
  }
  problems.push(...currencyProblems(params, money));
  const found = measuredOperator(params);
  if (!found) {
    const type: ValueType = params.measure === 'first' || params.measure === 'last' ? 'datetime' : 'number';
    const known = OPERATORS[type].map(({ op }) => op).join(', ');
    return [...problems, { path: ['op'], message: `does not fit ${params.measure}; there are: ${known}` }];
  }
  return [...problems, ...checkOperand(found.operator, params.value, { scope, fields: false })];
}

function eventSql(params: EventParams, sql: SqlScope, money: MoneyFacts): LeafSql {
  const found = measuredOperator(params);
  if (!found) throw new Error(`The operator ${params.op} reached the compiler unchecked`);
  const { type, operator } = found;
  const measured = measureSql(params, type, sql, money);
  // Days and references need the contact and the subject, which are outside of the relation.
  const outside = type === 'datetime' || parseReference(params.value) !== null;
  return outside
    ? testOutside(params, type, operator, measured, sql)
    : testInside(params, type, operator, measured, sql);
}

/**
 * Compares within the groups, so that only those that count are joined. Who has no event is in no group: where zero or
 * nothing passes the test, the groups that fail it are looked for, and being in none of them is the verdict.
 */
function testInside(
  params: EventParams,
  type: ValueType,
  operator: Operator,
  measured: string,
  sql: SqlScope,
): LeafSql {
  const passesEmpty = ZERO_WITHOUT_ROWS.has(params.measure) ? zeroPasses(params.op, params.value) : operator.onMissing;
  const having = (): string => {
    const value = { type, sql: measured, whole: WHOLE.has(params.measure), zone: () => sql.zoneOf('ec') };
    const test = operator.test(value, { literal: params.value }, sql);
    return passesEmpty ? `NOT ${test}` : test;
  };
  const relation = sql.relation({
    ...eventRows(params, sql),
    ...(saysWhetherAny(params) ? {} : { having: having() }),
    fact: factSql(measured),
  });
  return { test: passesEmpty ? `(NOT ${relation.present})` : relation.present, fact: relation.fact };
}

function testOutside(
  params: EventParams,
  type: ValueType,
  operator: Operator,
  measured: string,
  sql: SqlScope,
): LeafSql {
  const relation = sql.relation({ ...eventRows(params, sql), columns: { measured }, fact: factSql(measured) });
  const column = relation.column('measured');
  const value = {
    type,
    sql: ZERO_WITHOUT_ROWS.has(params.measure) ? `coalesce(${column}, 0)` : column,
    zone: () => sql.zoneOf('c'),
  };
  const reference = parseReference(params.value);
  const operand = reference ? { ref: eventValue(reference.key, type, sql) } : { literal: params.value };
  return { test: operator.test(value, operand, sql), fact: relation.fact };
}

function factSql(measured: string): string {
  return `jsonb_build_object('value', ${measured}, 'last', max(e.occurred_at))`;
}

interface EventFact {
  readonly value: unknown;
  readonly last: string;
}

function explainEvent(params: EventParams, fact: unknown, money: MoneyFacts, zone: string): string {
  const { value = ZERO_WITHOUT_ROWS.has(params.measure) ? 0 : null, last } = (fact ?? {}) as Partial<EventFact>;
  const where = params.where ? ` where ${describePropertyTree(params.where)}` : '';
  const measure = params.of === undefined ? params.measure : `${params.measure} of ${params.of}`;
  const operator = measuredOperator(params)?.operator ?? params.op;
  const subject = `${params.event}${where}${describePeriod(params, zone)}, ${measure}`;
  const clause = describeTest(subject, operator, params.value, zone);
  const when = last && params.measure !== 'last' ? `, the last on ${describeValue(last, zone)}` : '';
  const unit = value !== null && needsConversion(params, money) ? ` ${money.base}` : '';
  return `${clause}: is ${describeValue(value, zone)}${unit}${when}`;
}
