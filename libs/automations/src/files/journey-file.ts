import { DomainError, formatPath } from '#libs/kernel';
import { STORED_MEMBERS } from '../documents/automation-view.js';
import { findSlip } from './json-slip.js';

type Json = Readonly<Record<string, unknown>>;

/** Parameters that name a document by id, or in a file by its own name. */
const NAMED = {
  template: 'template',
  segment: 'segment',
  automation: 'automation',
  campaign: 'campaign',
  audience: 'audience',
  sender_id: 'sender',
  fallback_user: 'user',
} as const;

export type NamedKind = (typeof NAMED)[keyof typeof NAMED];

/** Somebody else's JSON: nothing in it names a document of ours. */
const FOREIGN = new Set(['body', 'headers']);

/** A document that is named in a journey, and where. */
export interface NamedReference {
  readonly kind: NamedKind;
  readonly value: string | number;
  readonly path: string;
}

/** Reads the text of a file. Throws `automation.invalid` with line and column of a slip. */
export function parseJourney(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DomainError('automation.invalid', `not JSON${placeOf(text)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DomainError('automation.invalid', 'must be an object: the document of an automation');
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => !STORED_MEMBERS.includes(name)));
}

function placeOf(text: string): string {
  const before = text.slice(0, findSlip(text) ?? 0).split('\n');
  return ` in line ${String(before.length)}, column ${String((before.at(-1)?.length ?? 0) + 1)}`;
}

/** Every document that a journey names, by id or by name. */
export function findReferences(document: unknown): NamedReference[] {
  const found: NamedReference[] = [];
  walk(document, [], (kind, value, path) => {
    found.push({ kind, value, path: formatPath(path) });
    return value;
  });
  return found;
}

/** The document with each named document as `rename` says. */
export function renameReferences(
  document: Json,
  rename: (kind: NamedKind, value: string | number) => string | number,
): Json {
  return walk(document, [], rename) as Json;
}

function walk(
  value: unknown,
  path: readonly PropertyKey[],
  visit: (kind: NamedKind, value: string | number, path: readonly PropertyKey[]) => string | number,
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index], visit));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]: [string, unknown]) => {
    const kind = Object.hasOwn(NAMED, name) ? NAMED[name as keyof typeof NAMED] : undefined;
    if (kind && (typeof item === 'string' || typeof item === 'number')) {
      return [name, visit(kind, item, [...path, name])] as const;
    }
    return [name, FOREIGN.has(name) ? item : walk(item, [...path, name], visit)] as const;
  });
  return Object.fromEntries(entries);
}
