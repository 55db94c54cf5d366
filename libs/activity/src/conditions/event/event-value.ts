import { type LeafProblem, type PropertyTree, type SqlScope } from '#libs/conditions';
import { convertedSql } from '../../currencies/converted-sql.js';
import type { EventCurrencies } from '../../currencies/event-currencies.js';
import type { EventParams } from './event-params.js';

/** Measures that put values of several events side by side; a count of different values needs no common measure. */
const MONETARY: ReadonlySet<string> = new Set(['sum', 'min', 'max', 'avg', 'first', 'last']);

/** What an event leaf looks up: the currencies of the events that are measured in money. */
export interface MoneyFacts {
  /** The organisation's currency. */
  readonly base: string;
  readonly currencies: EventCurrencies;
}

/** Whether the leaf measures the events' own value. */
export function measuresValue({ measure, of }: EventParams): boolean {
  if (!MONETARY.has(measure)) return false;
  return of === undefined ? measure !== 'first' && measure !== 'last' : of === 'value';
}

/** The currencies that come together in the leaf: one that `where` picks out is alone. */
function currenciesOf(params: EventParams, { currencies }: MoneyFacts): [code: string, rated: boolean][] {
  const known = [...(currencies.get(params.event) ?? [])].map(([code, { rated }]): [string, boolean] => [code, rated]);
  const wanted = params.where ? pickedCurrencies(params.where) : null;
  return wanted ? known.filter(([code]) => wanted.has(code)) : known;
}

/** The currencies that a tree lets pass, where it says so outright; null when it may be any. */
function pickedCurrencies(where: PropertyTree): ReadonlySet<string> | null {
  const certain = where.kind === 'all' ? where.children : [where];
  const picked = certain.flatMap((node) => {
    if (node.kind !== 'leaf' || node.leaf.property !== 'currency') return [];
    const { op, value } = node.leaf;
    const codes = op === 'is' ? [value] : op === 'is_any_of' && Array.isArray(value) ? (value as unknown[]) : [];
    const texts = codes.filter((code) => typeof code === 'string').map((code) => code.toUpperCase());
    return texts.length > 0 && texts.length === codes.length ? [new Set(texts)] : [];
  });
  const [first, ...others] = picked;
  return first ? new Set([...first].filter((code) => others.every((set) => set.has(code)))) : null;
}

/** Values in several currencies are compared in the organisation's. */
export function needsConversion(params: EventParams, facts: MoneyFacts): boolean {
  return measuresValue(params) && currenciesOf(params, facts).length > 1;
}

/** Several currencies, and one of them that nobody has stored a rate for: there is no sum. */
export function currencyProblems(params: EventParams, facts: MoneyFacts): LeafProblem[] {
  if (!needsConversion(params, facts)) return [];
  const found = currenciesOf(params, facts);
  const unrated = found.filter(([, rated]) => !rated).map(([code]) => code);
  if (unrated.length === 0) return [];
  const all = found.map(([code]) => code).join(', ');
  const message =
    `puts together values in ${all}, and there is no rate of ${unrated.join(', ')} in ${facts.base}: ` +
    'store one under /currencies/rates, or pick one currency out by where';
  return [{ path: ['measure'], message }];
}

/** The event's value in the organisation's currency. */
export function convertedValue(sql: SqlScope): string {
  return convertedSql(sql.param(sql.place.currency, 'text'));
}

/** True in the span in which another currency came in, a rate changed or the organisation chose another currency. */
export function moneyMoved(event: string, sql: SqlScope, from: Date): string {
  const [name, start, end] = [sql.param(event, 'text'), sql.param(from, 'timestamptz'), sql.nowSql];
  return `(EXISTS (SELECT FROM event_currencies seen WHERE seen.name = ${name} AND seen.seen_at > ${start} AND seen.seen_at <= ${end})
    OR ((SELECT count(*) FROM event_currencies seen WHERE seen.name = ${name}) > 1 AND (
      EXISTS (SELECT FROM currency_rates rate WHERE rate.changed_at > ${start} AND rate.changed_at <= ${end})
      OR EXISTS (SELECT FROM settings WHERE key = 'organisation' AND updated_at > ${start} AND updated_at <= ${end}))))`;
}
