import type { FieldSet } from '#libs/contacts';
import type { Data } from '#libs/content';
import type { FieldError } from '#libs/kernel';
import { checkText, compileText, renderText, warnOfText } from './merge-text.js';

type Leaf = (text: string) => string;

/** Everything in the value that is text, wherever it stands, with its path. */
function textsIn(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((entry, index) => textsIn(entry, `${path}[${String(index)}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => textsIn(entry, `${path}.${key}`));
}

/** What is wrong with the merge fields of a JSON value. */
export async function checkJson(path: string, value: unknown): Promise<FieldError[]> {
  return (await Promise.all(textsIn(value, path).map((found) => checkText(found.path, found.text)))).flat();
}

/** Merge fields of a JSON value that compiles which no contact can have. */
export async function warnOfJson(path: string, value: unknown, fields: FieldSet): Promise<FieldError[]> {
  return (await Promise.all(textsIn(value, path).map((found) => warnOfText(found.path, found.text, fields)))).flat();
}

/** A function that fills the merge fields of a JSON value for one contact. */
export async function compileJson(value: unknown): Promise<(contact: Data, event: Data | null) => unknown> {
  const texts = [...new Set(textsIn(value, '').map(({ text }) => text))];
  const templates = new Map(await Promise.all(texts.map(async (text) => [text, await compileText(text)] as const)));
  return (contact, event) =>
    fill(value, (text) => {
      const template = templates.get(text);
      return template ? renderText(template, contact, event) : text;
    });
}

function fill(value: unknown, leaf: Leaf): unknown {
  if (typeof value === 'string') return leaf(value);
  if (Array.isArray(value)) return value.map((entry) => fill(entry, leaf));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fill(entry, leaf)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
