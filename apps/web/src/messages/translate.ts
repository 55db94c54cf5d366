import { en } from './en';
import type { LateWords } from './en';

/** One sentence, or one per plural form of `count`. `{name}` marks a value. */
export interface Plural {
  one?: string;
  other: string;
}

type Catalogue = typeof en & LateWords;

const catalogue: Record<string, unknown> = { ...en };

/** Adds the words of a page. Call it in a module that the page imports before all others. */
export function addWords(words: Partial<LateWords>): void {
  Object.assign(catalogue, words);
}

/** A name with a dot in it could not be found by its path, so it is no key. */
type Leaves<T, Path extends string = ''> = {
  [K in Exclude<keyof T & string, `${string}.${string}`>]: T[K] extends string | Plural
    ? `${Path}${K}`
    : Leaves<T[K], `${Path}${K}.`>;
}[Exclude<keyof T & string, `${string}.${string}`>];

/** Path of a message, like `audience.title`. */
export type MessageKey = Leaves<Catalogue>;

type At<T, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? At<T[Head], Rest>
    : never
  : Path extends keyof T
    ? T[Path]
    : never;

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { other: infer Other }
    ? 'count' | Names<Other> | (M extends { one: infer One } ? Names<One> : never)
    : never;

/** The names of the values that a message asks for. */
export type ValuesOf<K extends MessageKey> = NamesOf<At<Catalogue, K>>;

/** Messages that stand as they are, so that a list can name them. */
export type PlainKey = { [K in MessageKey]: [ValuesOf<K>] extends [never] ? K : never }[MessageKey];

export type Value = string | number;

type Arguments<K extends MessageKey> = [ValuesOf<K>] extends [never] ? [] : [values: Record<ValuesOf<K>, Value>];

const LOCALE = 'en';
const plurals = new Intl.PluralRules(LOCALE);
const numbers = new Intl.NumberFormat(navigator.language);
const lists = new Intl.ListFormat(LOCALE, { type: 'conjunction' });
const choices = new Intl.ListFormat(LOCALE, { type: 'disjunction' });

/** `a, b and c`. */
export function listOf(items: readonly string[]): string {
  return lists.format(items);
}

/** `a, b or c`. */
export function anyOf(items: readonly string[]): string {
  return choices.format(items);
}

function find(path: string, words: unknown = catalogue): string | Plural | undefined {
  let node = words;
  for (const part of path.split('.')) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return undefined;
    node = (node as Record<string, unknown>)[part];
  }
  if (typeof node === 'string') return node;
  return typeof node === 'object' && node !== null && 'other' in node ? (node as Plural) : undefined;
}

function choose(message: string | Plural, count: Value | undefined): string {
  if (typeof message === 'string') return message;
  const form = typeof count === 'number' ? plurals.select(count) : 'other';
  return (form === 'one' ? message.one : undefined) ?? message.other;
}

/** The sentence of a key with its placeholders still in it. */
export function template(key: MessageKey, count?: Value): string {
  const message = find(key);
  if (message === undefined) throw new Error(`The message catalogue has no "${key}"`);
  return choose(message, count);
}

/** The message of a key in the reader's language; numbers get their thousands separators. */
export function t<K extends MessageKey>(key: K, ...[values]: Arguments<K>): string {
  const given = (values ?? {}) as Record<string, Value>;
  return template(key, given['count']).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = given[name];
    return typeof value === 'number' ? numbers.format(value) : (value ?? placeholder);
  });
}

/** The message of a key that comes from the server (a state, a code); the fallback when it is not in the catalogue. */
export function tOr(key: string, fallback: string): string {
  const message = find(key);
  return typeof message === 'string' ? message : fallback;
}

/**
 * A sentence for data of the server: `undefined` when the catalogue has none, or when a value that it needs is missing.
 * `used` names the values that stand in it. `words` are those of a page that brings its own.
 */
export function fill(
  key: string,
  values: Record<string, Value>,
  words?: object,
): { text: string; used: Set<string> } | undefined {
  const message = find(key, words);
  if (typeof message !== 'string') return undefined;
  const used = new Set(message.match(/(?<=\{)\w+(?=\})/g));
  if ([...used].some((name) => values[name] === undefined)) return undefined;
  const text = message.replace(/\{(\w+)\}/g, (_placeholder, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? numbers.format(value) : value;
  });
  return { text, used };
}
