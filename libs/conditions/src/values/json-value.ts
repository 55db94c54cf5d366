import type { SqlScope } from '../sql/sql-scope.js';
import type { SqlValue, ValueType } from '../operators/operator.js';

/** A member of a JSON object in SQL: custom fields, properties of events, the event that enrolled. */
export interface JsonMember {
  /** The object: `c.fields`. */
  readonly object: string;
  readonly key: string;
  /** The time zone that days and dates without a zone are counted in. */
  readonly zone: () => string;
}

// What a cast to date or timestamptz accepts is narrower than any short pattern says (30 February), and a cast that
// fails ends the whole statement: so the pattern knows the calendar. Years 0001 to 9999.
const YEAR = String.raw`(?!0000)\d{4}`;
const LEAP = String.raw`(?!0000)(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)`;
const DAY_PATTERN = `(${YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|${LEAP}-02-29)`;
const TIME_PATTERN = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)`;

const isDay = (text: string): string => `${text} ~ '^${DAY_PATTERN}$'`;
const isInstant = (text: string): string => `${text} ~ '^${DAY_PATTERN}T${TIME_PATTERN}$'`;

type Extract = (object: string, key: string, member: JsonMember) => string;

const typed = (json: string, object: string, key: string, then: string): string =>
  `(CASE jsonb_typeof(${object} -> ${key}) WHEN '${json}' THEN ${then} END)`;

const EXTRACTS: Readonly<Record<ValueType, Extract>> = {
  text: (object, key) => typed('string', object, key, `nullif(${object} ->> ${key}, '')`),
  number: (object, key) => typed('number', object, key, `(${object} ->> ${key})::numeric`),
  boolean: (object, key) => typed('boolean', object, key, `(${object} ->> ${key})::boolean`),
  set: (object, key) => typed('array', object, key, `${object} -> ${key}`),
  date: (object, key) => {
    const text = `(${object} ->> ${key})`;
    return typed('string', object, key, `CASE WHEN ${isDay(text)} THEN ${text}::date END`);
  },
  datetime: (object, key, { zone }) => {
    const text = `(${object} ->> ${key})`;
    const midnight = `(${text}::date)::timestamp AT TIME ZONE ${zone()}`;
    const cases = `CASE WHEN ${isInstant(text)} THEN ${text}::timestamptz WHEN ${isDay(text)} THEN ${midnight} END`;
    return typed('string', object, key, cases);
  },
  any: (object, key) => {
    const value = `${object} -> ${key}`;
    return `(CASE WHEN ${value} IN ('null', '""', '[]') THEN NULL ELSE ${value} END)`;
  },
};

/** A member by its JSON type; one of another type is missing. A date without time is midnight in the zone. */
export function jsonValue(member: JsonMember, type: ValueType, sql: SqlScope): SqlValue {
  const key = sql.param(member.key, 'text');
  const value = { type, sql: EXTRACTS[type](member.object, key, member), zone: member.zone };
  if (type !== 'text') return value;
  const isText = `jsonb_typeof(${member.object} -> ${key}) = 'string'`;
  return { ...value, loose: { sql: `(${member.object} ->> ${key})`, isText } };
}
