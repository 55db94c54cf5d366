import fc from 'fast-check';
import {
  ACTIONS,
  CUSTOM_FIELDS,
  DAY_WINDOWS,
  edgesOf,
  EVENTS,
  NUMBERS,
  PROPERTIES,
  SOURCES,
  STATUSES,
  SYSTEM,
  TAGS,
  TEXTS,
  TOPICS,
  WINDOWS,
} from './world.js';

type Tree = Readonly<Record<string, unknown>>;

/** Patterns and what they mean, written by hand: for folded text. */
export const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ['^A', /^a/su],
  ['[A-C]+$', /[a-c]+$/su],
  ['\\d{2,3}', /[0-9]{2,3}/su],
  ['\\W', /[^a-z0-9_]/su],
  ['^\\w+$', /^[a-z0-9_]+$/su],
  ['a.c', /a.c/su],
  ['(ab|É)c?', /(?:ab|é)c?/su],
  ['^[^\\d\\s]{1,4}$', /^[^0-9 \t\n\r\f\v]{1,4}$/su],
  ['İ', /i\u0307/su],
  ['\\.|%|\\\\', /\.|%|\\/su],
  ['^.{4}$', /^.{4}$/su],
  ['(?:s|ß)+e', /(?:s|ß)+e/su],
  ['[à-é]', /[à-é]/su],
  ['\\n', /\n/su],
  ['^$|-', /^$|-/su],
];

interface Vocabulary {
  readonly days: fc.Arbitrary<string>;
  readonly moments: fc.Arbitrary<string>;
}

const text = fc.constantFrom(...TEXTS);
const texts = fc.array(text, { minLength: 1, maxLength: 3 });
const number = fc.constantFrom(...NUMBERS);
const numberRange = fc.tuple(number, number).map(([a, b]) => (a <= b ? [a, b] : [b, a]));
const noValue = (...ops: string[]): fc.Arbitrary<Tree> => fc.constantFrom(...ops).map((op) => ({ op }));
const withValue = (ops: string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Tree> =>
  fc.record({ op: fc.constantFrom(...ops), value });
const empties = noValue('is_empty', 'is_not_empty');

const TEXT_SCALARS = [
  ...['is', 'is_not', 'contains', 'not_contains', 'starts_with', 'not_starts_with', 'ends_with', 'not_ends_with'],
];
const COMPARISONS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'];

const textTests = fc.oneof(
  withValue(TEXT_SCALARS, text),
  withValue(['is_any_of', 'is_none_of'], texts),
  withValue(['matches'], fc.constantFrom(...PATTERNS.map(([pattern]) => pattern))),
  empties,
);
const numberTests = fc.oneof(withValue(COMPARISONS, number), withValue(['between'], numberRange), empties);
const booleanTests = fc.oneof(noValue('is_true', 'is_false'), empties);
const setTests = fc.oneof(
  withValue(['has_any_of', 'has_all_of', 'has_none_of'], texts),
  withValue(['size_gte', 'size_lte'], fc.integer({ min: 0, max: 4 })),
  empties,
);

const ordered = ([a, b]: [string, string]): [string, string] => (a.slice(0, 10) <= b.slice(0, 10) ? [a, b] : [b, a]);
const parts = fc.oneof(
  withValue(['day_is'], fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant([28, 29]))),
  withValue(['month_is'], fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant([2, 3, 12]))),
  withValue(['weekday_is'], fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant([6, 7]))),
);
const anniversaries = ({ days }: Vocabulary): fc.Arbitrary<Tree> =>
  fc.oneof(
    withValue(
      ['anniversary_on'],
      fc.oneof(
        fc.constant('today'),
        days,
        days.map((day) => day.slice(5)),
      ),
    ),
    withValue(['anniversary_in_next'], fc.constantFrom(...DAY_WINDOWS)),
  );
const WINDOW_OPS = ['in_last', 'not_in_last', 'in_next', 'more_than_ago'];

function dateTests(words: Vocabulary): fc.Arbitrary<Tree> {
  return fc.oneof(
    withValue(['on', 'before', 'after'], words.days),
    withValue(['between'], fc.tuple(words.days, words.days).map(ordered)),
    withValue(WINDOW_OPS, fc.constantFrom(...DAY_WINDOWS)),
    anniversaries(words),
    parts,
    empties,
  );
}

function datetimeTests(words: Vocabulary): fc.Arbitrary<Tree> {
  const either = fc.oneof(words.days, words.moments);
  return fc.oneof(
    withValue(['on'], words.days),
    withValue(['before', 'after'], either),
    withValue(['between'], fc.tuple(either, either).map(ordered)),
    withValue(WINDOW_OPS, fc.constantFrom(...WINDOWS)),
    anniversaries(words),
    parts,
    empties,
  );
}

function testsByType(words: Vocabulary): Record<string, fc.Arbitrary<Tree>> {
  return {
    text: textTests,
    choice: textTests,
    number: numberTests,
    money: numberTests,
    boolean: booleanTests,
    set: setTests,
    date: dateTests(words),
    datetime: datetimeTests(words),
  };
}

const FIELDS: Readonly<Record<string, string>> = { ...SYSTEM, ...CUSTOM_FIELDS };
const KINDS: Readonly<Record<string, string>> = { choice: 'text', money: 'number' };
const SCALARS: Readonly<Record<string, string[]>> = {
  text: TEXT_SCALARS,
  number: COMPARISONS,
  date: ['on', 'before', 'after'],
  datetime: ['on', 'before', 'after'],
};

/** Fields of a type, dates and datetimes being one. */
function family(type: string): string {
  const kind = KINDS[type] ?? type;
  return kind === 'date' ? 'datetime' : kind;
}

function fieldLeaves(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  const tests = testsByType(words);
  const changed = withValue(['changed_in_last'], fc.constantFrom(...WINDOWS));
  const leaves = Object.entries(FIELDS).map(([field, type]) => {
    const plain = fc.oneof({ weight: 6, arbitrary: tests[type]! }, changed);
    const scalars = SCALARS[KINDS[type] ?? type];
    if (!scalars) return plain.map((test) => ({ type: 'field', field, ...test }));
    const fields = Object.keys(FIELDS).filter((other) => family(FIELDS[other]!) === family(type));
    const references = [
      fc.constantFrom(...fields).map((other) => ({ ref: `field:${other}` })),
      ...(automation ? [fc.constantFrom(...PROPERTIES).map((property) => ({ ref: `event.${property}` }))] : []),
    ];
    const compared = withValue(scalars, fc.oneof(...references));
    return fc.oneof({ weight: 4, arbitrary: plain }, compared).map((test) => ({ type: 'field', field, ...test }));
  });
  return fc.oneof(...leaves);
}

const propertyTests = (words: Vocabulary): fc.Arbitrary<Tree> =>
  fc.oneof(textTests, numberTests, booleanTests, setTests, datetimeTests(words));

function withProperty(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  const property = fc.constantFrom(...PROPERTIES, 'value', 'currency');
  const plain = propertyTests(words);
  const referred = fc
    .constantFrom(...PROPERTIES)
    .chain((key) =>
      fc.constantFrom(...TEXT_SCALARS, ...COMPARISONS, 'before').map((op) => ({ op, value: { ref: `event.${key}` } })),
    );
  const test: fc.Arbitrary<Tree> = automation ? fc.oneof({ weight: 3, arbitrary: plain }, referred) : plain;
  return fc.tuple(property, test).map(([name, rest]) => ({ property: name, ...rest }));
}

function nest(leaf: fc.Arbitrary<Tree>, depth: number): fc.Arbitrary<Tree> {
  if (depth === 0) return leaf;
  const inner = nest(leaf, depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    fc.record({ all: fc.array(inner, { maxLength: 3 }) }),
    fc.record({ any: fc.array(inner, { maxLength: 3 }) }),
    fc.record({ not: inner }),
  );
}

function measures(words: Vocabulary): fc.Arbitrary<Tree> {
  const of = fc.constantFrom(...PROPERTIES, 'value', 'currency');
  const maybeOf = fc.oneof(
    fc.constant({}),
    of.map((name) => ({ of: name })),
  );
  const merge = ([a, b, c]: readonly [Tree, Tree, Tree]): Tree => ({ ...a, ...b, ...c });
  const named = (...names: string[]): fc.Arbitrary<Tree> => fc.constantFrom(...names).map((measure) => ({ measure }));
  const ofProperty = fc.constantFrom(...PROPERTIES).map((name) => ({ of: name }));
  return fc.oneof(
    fc.constant({}),
    fc.tuple(named('count'), fc.constant({}), withValue(COMPARISONS, fc.integer({ min: 0, max: 4 }))).map(merge),
    fc.tuple(named('sum', 'avg', 'distinct', 'min', 'max'), maybeOf, numberTests).map(merge),
    fc.tuple(named('min', 'max'), ofProperty, withValue(WINDOW_OPS, fc.constantFrom(...WINDOWS))).map(merge),
    fc.tuple(named('first', 'last'), fc.constant({}), datetimeTests(words)).map(merge),
    fc.tuple(named('first', 'last'), ofProperty, propertyTests(words)).map(merge),
    fc.tuple(named('first', 'last'), fc.constant({ of: 'value' }), numberTests).map(merge),
  );
}

const windows = fc.constantFrom(...WINDOWS);

function periods(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  const either = fc.oneof(words.days, words.moments);
  return fc.oneof(
    fc.constant({}),
    windows.map((within) => ({ within })),
    fc.tuple(either, either).map((ends) => ({ between: ordered(ends) })),
    ...(automation ? [fc.constantFrom({ since: 'entry' }, { since: 'step' })] : []),
  );
}

function wheres(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  return fc.oneof(
    fc.constant({}),
    nest(withProperty(words, automation), 1).map((tree) => ({ where: tree })),
  );
}

function sequenceLeaves(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  const part = fc
    .tuple(fc.constantFrom(...EVENTS), wheres(words, automation))
    .map(([event, where]) => ({ event, ...where }));
  const absent = fc.constantFrom({}, { absent: true }, { absent: false });
  const within = fc.oneof(
    fc.constant({}),
    windows.map((text) => ({ within: text })),
  );
  return fc.tuple(part, part, absent, windows, within).map(([first, then, end, window, period]) => ({
    ...{ type: 'sequence', first, then: { ...then, ...end }, window },
    ...period,
  }));
}

function mailLeaves(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  const source = fc.constantFrom(...SOURCES);
  const counts = withValue(COMPARISONS, fc.integer({ min: 0, max: 4 })).map((test) => ({ measure: 'count', ...test }));
  const measured = fc.oneof(
    fc.constant({}),
    counts,
    fc.tuple(fc.constantFrom('first', 'last'), datetimeTests(words)).map(([measure, test]) => ({ measure, ...test })),
  );
  const from = fc.oneof(
    fc.constant({}),
    source.map((campaign) => ({ campaign })),
    source.map((id) => ({ automation: id })),
  );
  return fc
    .tuple(fc.constantFrom(...ACTIONS), measured, periods(words, automation), from, fc.boolean())
    .map(([action, test, period, of, machine]) => ({
      ...{ type: 'email', action, ...test, ...period, ...of },
      ...(machine && (action === 'opened' || action === 'clicked') ? { machine } : {}),
    }));
}

function eventLeaves(words: Vocabulary, automation: boolean): fc.Arbitrary<Tree> {
  return fc
    .tuple(fc.constantFrom(...EVENTS), measures(words), periods(words, automation), wheres(words, automation))
    .map(([event, ...rest]) => Object.assign({ type: 'event', event }, ...(rest as Tree[])) as Tree);
}

const otherLeaves: fc.Arbitrary<Tree> = fc.oneof(
  fc.record({
    type: fc.constant('tag'),
    op: fc.constantFrom('has_any_of', 'has_all_of', 'has_none_of'),
    value: fc.array(fc.constantFrom(...TAGS, 'VIP', 'nobody has this'), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('segment'), op: fc.constantFrom('in', 'not_in'), segment: fc.constantFrom(0, 1, 2) }),
  fc.record({ type: fc.constant('consent'), topic: fc.constantFrom(...TOPICS), status: fc.constantFrom(...STATUSES) }),
  fc.record({
    type: fc.constant('geo'),
    near: fc.record({
      lat: fc.constantFrom(51.5, 0, -90, 33.3),
      lon: fc.constantFrom(0, 180, -179.95),
      km: fc.constantFrom(1, 25, 5000, 20_016),
    }),
  }),
  fc.record({
    type: fc.constant('sample'),
    percent: fc.constantFrom(0, 10, 33.3333, 100),
    salt: fc.constantFrom('', 'ü'),
  }),
);

const WANTED_KINDS = (process.env['CONDITION_LEAVES'] ?? '').split(',').filter((kind) => kind !== '');

/** Trees over the vocabulary of a world; `segment` holds the number of a static segment, to be made an id. */
export function treeArbitrary(now: Date, { automation }: { automation: boolean }): fc.Arbitrary<Tree> {
  const { days, moments } = edgesOf(now);
  const words = {
    days: fc.constantFrom(...days),
    moments: fc.constantFrom(...moments.map((at) => at.toISOString())),
  };
  const leaves = [
    { kind: 'field', weight: 4, arbitrary: fieldLeaves(words, automation) },
    { kind: 'event', weight: 4, arbitrary: eventLeaves(words, automation) },
    { kind: 'sequence', weight: 2, arbitrary: sequenceLeaves(words, automation) },
    { kind: 'email', weight: 2, arbitrary: mailLeaves(words, automation) },
    { kind: 'other', weight: 2, arbitrary: otherLeaves },
    ...(automation
      ? [
          {
            ...{ kind: 'trigger', weight: 3 },
            arbitrary: withProperty(words, true).map((test) => ({ type: 'trigger', ...test })),
          },
        ]
      : []),
  ];
  const wanted = leaves.filter(({ kind }) => WANTED_KINDS.length === 0 || WANTED_KINDS.includes(kind));
  return nest(fc.oneof(...wanted), 2);
}
