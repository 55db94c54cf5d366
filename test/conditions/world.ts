import fc from 'fast-check';
import { shiftMoment, addDays, addMonths } from './reference-values.js';

/** What the trees of the property test are judged against. */
export interface World {
  readonly now: Date;
  readonly zone: string;
  readonly contacts: readonly WorldContact[];
  readonly rates: readonly WorldRate[];
}

export interface WorldRate {
  readonly currency: string;
  readonly day: string;
  readonly rate: number;
}

export interface WorldEvent {
  readonly name: string;
  readonly at: Date;
  readonly value: number | null;
  readonly currency: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A mail about the contact, and what came of it. */
export interface WorldMail {
  /** Tests of templates and notices to sales people are about a contact, and go to colleagues. */
  readonly source: { readonly kind: (typeof MAIL_KINDS)[number]; readonly id: number };
  readonly sentAt: Date | null;
  readonly bounced: boolean;
  readonly events: readonly { readonly kind: string; readonly at: Date; readonly machine: boolean }[];
}

export interface WorldContact {
  /** System fields. */
  readonly columns: Readonly<Record<string, string | number | null>>;
  /** Custom fields, of any JSON type. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** When a field got another value after the contact was made. */
  readonly changes: Readonly<Record<string, Date>>;
  readonly tags: readonly string[];
  readonly consents: Readonly<Record<string, string>>;
  /** Numbers of the static segments that it is in. */
  readonly segments: readonly number[];
  readonly events: readonly WorldEvent[];
  readonly mails: readonly WorldMail[];
}

export const CUSTOM_FIELDS = {
  note: 'text',
  plan: 'choice',
  points: 'number',
  spent: 'money',
  renewal: 'date',
  seen: 'datetime',
  agrees: 'boolean',
  likes: 'set',
} as const;

export const SYSTEM = {
  first_name: 'text',
  country: 'text',
  birth_date: 'date',
  latitude: 'number',
  longitude: 'number',
  time_zone: 'text',
  created_at: 'datetime',
} as const;

export const TAGS = ['vip', 'Çok', 'istanbul', 'ΑΣ', 'new customer'];
export const TOPICS = ['newsletter', 'offers'];
export const STATUSES = ['unconfirmed', 'subscribed', 'unsubscribed', 'cleaned', 'complained'];
export const EVENTS = ['order_completed', 'page_viewed'];
export const ACTIONS = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained'];
export const MAIL_KINDS = ['campaign', 'automation', 'transactional', 'test', 'sales'] as const;
/** What is tracked. */
export const TRACKED: readonly string[] = ['campaign', 'automation'];
/** Ids of the campaigns and of the automations that there are. */
export const SOURCES = [1, 2];
export const PROPERTIES = ['category', 'amount', 'when', 'list', 'flag', 'absent'];
export const WINDOWS = ['30s', '30min', '24h', '1d', '7d', '90d', '2w', '1mo', '3mo', '12mo'];
export const DAY_WINDOWS = ['1d', '7d', '30d', '2w', '1mo', '12mo', '13mo'];

/** Zones without transitions at midnight, east and west of everything, on half and quarter hours. */
export const ZONES = [
  'UTC',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
];

export const TEXTS = [
  'a',
  'ab',
  'ABC',
  'abc',
  'İstanbul',
  'i̇stanbul',
  'istanbul',
  'ΑΣ',
  'ας',
  'ασ',
  'Straße',
  'STRASSE',
  'é',
  'e\u0301',
  'É',
  '\u212a',
  'k',
  '\u212b',
  'å',
  'ﬁ',
  'ǅ',
  '👩‍🚀',
  '%',
  'a_c',
  'a.c',
  'a\nc',
  '  a ',
  '\\',
  "O'Hara",
  '12',
  'A-12',
  '2024-02-29',
  '2023-02-29',
  '0000-01-01',
  '2024-13-01',
  'true',
];

export const NUMBERS = [0, 1, 2, 3, -1, 0.1, 0.2, 0.3, 2.5, 100, 1e21, 99.99, 12];

/** Moments at which something is special: leap days, changes of the clock, ends of months and years. */
const NOWS = [
  '2024-02-29T12:00:00.000Z',
  '2023-02-28T23:59:59.999Z',
  '2024-03-31T00:59:59.500Z',
  '2024-03-31T01:00:00.000Z',
  '2024-10-27T00:30:00.000Z',
  '2024-11-03T05:30:00.000Z',
  '2024-12-31T23:30:00.000Z',
  '2025-01-01T00:00:00.000Z',
  '2025-05-31T10:15:00.000Z',
].map((text) => new Date(text));

const NAMED_DAYS = ['2024-02-29', '2000-02-29', '1999-12-31', '2023-02-28', '2024-03-01', '1970-01-01', '2031-06-30'];

export interface Times {
  readonly days: readonly string[];
  readonly moments: readonly Date[];
}

/** Days and moments at and beside the edges of every window. */
export function edgesOf(now: Date): Times {
  const today = now.toISOString().slice(0, 10);
  const moments = WINDOWS.flatMap((window) => [shiftMoment(now, window, -1), shiftMoment(now, window, 1)]);
  const days = [-30, -14, -8, -7, -6, -2, -1, 0, 1, 2, 7, 8, 30].map((offset) => addDays(today, offset));
  const months = [-13, -12, -3, -1, 1, 12, -24, -120].map((offset) => addMonths(today, offset));
  return {
    days: [...days, ...months, ...NAMED_DAYS],
    moments: [now, ...moments].flatMap((at) => [-1, 0, 1].map((ms) => new Date(at.getTime() + ms))),
  };
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4 });

/** A value of some JSON type, mostly of the right one. */
function anyJson({ days, moments }: Times, likely: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: likely },
    fc.constantFrom<unknown>(null, '', [], {}, true, false, 0, 5, '5', 'abc', ['a', 'vip'], [1, 2], { a: 1 }),
    fc.constantFrom<unknown>(...days, ...moments.map((at) => at.toISOString())),
  );
}

function jsonRecord(
  times: Times,
  likely: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.entries(likely).map(([key, value]) => [key, anyJson(times, value)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: [] });
}

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);
const texts = fc.array(text, { maxLength: 4 });

function eventArbitrary(times: Times, currencies: readonly string[]): fc.Arbitrary<WorldEvent> {
  return fc.record({
    name: fc.constantFrom(...EVENTS),
    at: fc.constantFrom(...times.moments),
    value: orNull(number),
    currency: orNull(fc.constantFrom(...currencies)),
    properties: jsonRecord(times, {
      category: text,
      amount: number,
      when: fc.constantFrom(...times.days, ...times.moments.map((at) => at.toISOString())),
      list: texts,
      flag: fc.boolean(),
    }),
  });
}

function mailArbitrary({ moments }: Times): fc.Arbitrary<WorldMail> {
  const at = fc.constantFrom(...moments);
  const happened = fc.record({
    kind: fc.constantFrom('opened', 'clicked', 'replied', 'bounced', 'complained'),
    at,
    machine: fc.boolean(),
  });
  const mail = fc.record({
    source: fc.record({
      kind: fc.constantFrom(...MAIL_KINDS, ...(['campaign', 'automation'] as const)),
      id: fc.constantFrom(...SOURCES),
    }),
    sentAt: orNull(at),
    bounced: fc.boolean(),
    // Of a bounce or a complaint one is kept.
    events: fc.uniqueArray(happened, { maxLength: 4, selector: ({ kind, at: when }) => onceOnly(kind, when) }),
  });
  return mail.map(({ source, events, ...rest }) => ({
    ...{ ...rest, source },
    events: events.filter(({ kind }) => TRACKED.includes(source.kind) || (kind !== 'opened' && kind !== 'clicked')),
  }));
}

function onceOnly(kind: string, at: Date): string {
  return kind === 'bounced' || kind === 'complained' ? kind : `${kind} ${at.toISOString()}`;
}

function contactArbitrary(times: Times, currencies: readonly string[]): fc.Arbitrary<WorldContact> {
  const day = fc.constantFrom(...times.days);
  return fc.record({
    columns: fc.record({
      first_name: orNull(fc.oneof(text, fc.constant(''))),
      country: orNull(fc.constantFrom('GB', 'gb', 'FR', '', 'İ')),
      birth_date: orNull(day),
      latitude: orNull(fc.constantFrom(51.50735091234567, -33.3, 0)),
      longitude: orNull(fc.constantFrom(-0.1277, 179.9, -180, 0)),
      time_zone: orNull(fc.constantFrom(...ZONES, 'Not/A_Zone', '')),
    }),
    fields: jsonRecord(times, {
      note: text,
      plan: text,
      points: number,
      spent: number,
      renewal: day,
      seen: fc.constantFrom(...times.moments.map((at) => at.toISOString())),
      agrees: fc.boolean(),
      likes: texts,
    }),
    createdAt: fc.constantFrom(...times.moments),
    changes: fc.dictionary(
      fc.constantFrom('first_name', 'birth_date', ...Object.keys(CUSTOM_FIELDS)),
      fc.constantFrom(...times.moments),
      { maxKeys: 4 },
    ),
    tags: fc.uniqueArray(fc.constantFrom(...TAGS)),
    consents: fc.dictionary(fc.constantFrom(...TOPICS), fc.constantFrom(...STATUSES)),
    segments: fc.uniqueArray(fc.constantFrom(0, 1, 2)),
    events: fc.array(eventArbitrary(times, currencies), { maxLength: 6 }),
    mails: fc.array(mailArbitrary(times), { maxLength: 3 }),
  });
}

/** What currencies are worth in the organisation's, USD, on some days only. */
function ratesAround({ days }: Times): WorldRate[] {
  const sorted = days.toSorted();
  const [early, late] = [sorted.at(4)!, sorted.at(-9)!];
  return [
    { currency: 'EUR', day: early, rate: 2 },
    { currency: 'EUR', day: late, rate: 0.5 },
    { currency: 'GBP', day: late, rate: 100 },
  ];
}

/** A world of contacts with missing values, ties, edges and wrong types; the same for the same seed. */
export function makeWorld(seed: number, contacts: number): World {
  const now = NOWS[Math.abs(seed) % NOWS.length]!;
  const zone = ZONES[Math.abs(seed) % ZONES.length]!;
  const times = edgesOf(now);
  // In half of the worlds all values are in the organisation's currency.
  const currencies = seed % 2 === 0 ? ['EUR', 'GBP', 'USD', ''] : ['USD', ''];
  const sample = fc.sample(contactArbitrary(times, currencies), { numRuns: contacts, seed });
  return { now, zone, contacts: sample, rates: ratesAround(times) };
}
