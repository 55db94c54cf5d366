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

/** Numbers of an array need no quotes and nothing escaped, which node-postgres does for each: batches are full of them. */
function toValue(value: unknown): unknown {
  return Array.isArray(value) && value.every((item) => typeof item === 'number') ? `{${value.join(',')}}` : value;
}
