import { createHash } from 'node:crypto';

/** A statement that a connection parses and plans once, under a name. */
export interface PreparedSql {
  readonly name: string;
  readonly text: string;
}

/** SQL as it is run: prepared, or a text that the server reads anew each time. */
export type Sql = string | PreparedSql;

/**
 * For statements that run many times a second: reading and planning them took half of their time. The plan must be good
 * whatever the values are, so not for what depends on how common one is.
 */
export function prepared(text: string): PreparedSql {
  return { name: `tidings_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`, text };
}

/** What node-postgres takes. */
export function toQuery(sql: Sql, params: readonly unknown[]): { text: string; values: unknown[]; name?: string } {
  const values = params.map(toValue);
  return typeof sql === 'string' ? { text: sql, values } : { ...sql, values };
}

/** Batches are full of arrays, of which node-postgres quotes and escapes every item, numbers too. */
function toValue(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.every((item) => typeof item === 'number')) return `{${value.join(',')}}`;
  const items: string[] = [];
  for (const item of value) {
    const text = arrayItem(item);
    if (text === undefined) return value;
    items.push(text);
  }
  return `{${items.join(',')}}`;
}

/** As it stands in PostgreSQL's text of an array; undefined for what node-postgres knows better. */
function arrayItem(item: unknown): string | undefined {
  if (typeof item === 'number') return String(item);
  if (item === null) return 'NULL';
  if (typeof item !== 'string') return undefined;
  return `"${/["\\]/.test(item) ? item.replace(/["\\]/g, '\\$&') : item}"`;
}
