import type { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];
type Words = (issue: never) => string | undefined;

/** What a value must be, by what a schema calls it. */
const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time as in 2026-06-01T10:00:00Z',
  date: 'a date as in 2026-06-01',
  email: 'an address of mail',
  url: 'an address that begins with http or https',
};

const shown = (value: unknown): string => String(value);

/** "a, b or c" */
const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

function size(origin: string, limit: number | bigint, how: 'least' | 'most', inclusive: boolean): string {
  const one = Number(limit) === 1;
  if (origin === 'string' && how === 'least' && one) return 'must not be empty';
  const unit = { string: one ? 'character' : 'characters', array: one ? 'entry' : 'entries' }[origin];
  if (unit !== undefined) return `must have at ${how} ${String(limit)} ${unit}`;
  if (inclusive) return `must be at ${how} ${String(limit)}`;
  return `must be ${how === 'least' ? 'more' : 'less'} than ${String(limit)}`;
}

/** What a value may be instead, where the form says so of the whole of it. */
function choicesOf(first: z.core.$ZodIssue | undefined): string[] {
  if (first?.path.length !== 0) return [];
  if (first.code === 'invalid_value') return first.values.map(shown);
  return first.message.startsWith('must be ') ? [first.message.slice('must be '.length)] : [];
}

function union({ errors, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (input === undefined) return 'is missing';
  const choices = errors.map(([first]) => choicesOf(first));
  const known = choices.every((choice) => choice.length > 0);
  return known ? `must be ${either([...new Set(choices.flat())])}` : 'has no form that is possible here';
}

const WORDS: Readonly<Partial<Record<z.core.$ZodIssue['code'], Words>>> = {
  invalid_type: ({ expected, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>) => {
    if (input === undefined) return 'is missing';
    const noun = NOUNS[expected];
    return noun === undefined ? undefined : `must be ${noun}`;
  },
  invalid_value: ({ values }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidValue>) =>
    `must be ${either(values.map(shown))}`,
  invalid_format: ({ format }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>) =>
    FORMATS[format] === undefined ? undefined : `must be ${FORMATS[format]}`,
  too_small: ({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>) =>
    size(origin, minimum, 'least', inclusive !== false),
  too_big: ({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>) =>
    size(origin, maximum, 'most', inclusive !== false),
  invalid_key: ({ issues }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidKey>) => issues[0]?.message,
  invalid_union: union,
};

/** What is wrong with a value, in the words of all other refusals; nothing where a schema's own are as good. */
export function wordsOf(issue: RawIssue): string | undefined {
  return WORDS[issue.code]?.(issue as never);
}
