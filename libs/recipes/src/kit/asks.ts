import { z } from 'zod';

/** Where the suggestion for an answer comes from; `of` are names in the order in which they are looked for. */
export type Suggest =
  | { readonly kind: 'event'; readonly of: readonly string[] }
  | { readonly kind: 'date field'; readonly of: readonly string[] }
  | { readonly kind: 'topic'; readonly of: readonly string[] }
  | { readonly kind: 'salesperson' }
  /** A page of the sender's own site. */
  | { readonly kind: 'page'; readonly path: string }
  /** A property of the event that another question names. */
  | { readonly kind: 'property'; readonly event: string; readonly of: readonly string[] }
  /** The nth most frequent value of a property; event and property are named by other questions, or literally. */
  | {
      readonly kind: 'value';
      readonly event: string;
      readonly property: string;
      readonly nth: number;
      readonly otherwise: string;
    }
  | { readonly kind: 'fixed'; readonly value: unknown };

interface Words {
  readonly title: string;
  readonly description?: string;
}

/** As in `2d`. */
const DURATION = /^[1-9]\d{0,3}(s|min|h|d|w|mo)$/;
/** Without calendar days, as in `4h`. */
const EXACT = /^[1-9]\d{0,3}(s|min|h)$/;
const MAX_NAME = 200;

const name = z.string().trim().min(1).max(MAX_NAME);

export function askEvent(of: readonly [string, ...string[]], words: Words) {
  return name.meta({ ...words, control: 'event', suggest: { kind: 'event', of } satisfies Suggest });
}

export function askDateField(of: readonly [string, ...string[]], words: Words) {
  const suggest = { kind: 'date field', of } satisfies Suggest;
  return z
    .string()
    .min(1)
    .max(100)
    .meta({ ...words, control: 'field', suggest });
}

export function askText(value: string, words: Words) {
  return name.meta({ ...words, suggest: { kind: 'fixed', value } satisfies Suggest });
}

export function askProperty(event: string, of: readonly [string, ...string[]], words: Words) {
  return name.meta({ ...words, suggest: { kind: 'property', event, of } satisfies Suggest });
}

export function askValue(from: Omit<Extract<Suggest, { kind: 'value' }>, 'kind'>, words: Words) {
  return name.meta({ ...words, suggest: { kind: 'value', ...from } satisfies Suggest });
}

export function askDuration(value: string, words: Words) {
  return z
    .string()
    .regex(DURATION, 'Write a number and s, min, h, d, w or mo, as in 2d')
    .meta({ ...words, control: 'duration', suggest: { kind: 'fixed', value } satisfies Suggest });
}

export function askExactDuration(value: string, words: Words) {
  return z
    .string()
    .regex(EXACT, 'Write a number and s, min or h, as in 1h')
    .meta({ ...words, control: 'duration', suggest: { kind: 'fixed', value } satisfies Suggest });
}

export function askTime(value: string, words: Words) {
  return z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day as in 09:00')
    .meta({ ...words, format: 'time', suggest: { kind: 'fixed', value } satisfies Suggest });
}

export function askNumber(value: number, { min, max }: { min: number; max: number }, words: Words) {
  return z
    .number()
    .min(min)
    .max(max)
    .meta({ ...words, suggest: { kind: 'fixed', value } satisfies Suggest });
}

export function askCount(value: number, { min, max }: { min: number; max: number }, words: Words) {
  return z
    .int()
    .min(min)
    .max(max)
    .meta({ ...words, suggest: { kind: 'fixed', value } satisfies Suggest });
}

export function askTopic(of: readonly [string, ...string[]] = ['newsletter']) {
  return z
    .string()
    .min(1)
    .max(100)
    .meta({
      title: 'Topic',
      description: 'Only those who agreed to mails about it get them.',
      control: 'topic',
      suggest: { kind: 'topic', of } satisfies Suggest,
    });
}

/** The page that a button leads to. */
export function askLink(path: string, words: Words) {
  return z
    .url({ protocol: /^https?$/, error: 'Write an address with https://' })
    .max(2_000)
    .meta({ ...words, suggest: { kind: 'page', path } satisfies Suggest });
}

const id = z.int().positive();

export const askSender = id
  .optional()
  .meta({ title: 'Sender', description: 'Empty: your default sender.', control: 'sender' });

export const askAudience = id.optional().meta({
  title: 'Ad audience',
  description: 'Empty: they are kept in a list, which you can export for the advertising platform.',
  control: 'audience',
});

export const askPerson = id.optional().meta({
  title: 'When a contact has no owner',
  description: 'Who is told instead. Empty: the administrators.',
  control: 'user',
  suggest: { kind: 'salesperson' } satisfies Suggest,
});
