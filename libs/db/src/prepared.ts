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
  return typeof sql === 'string' ? { text: sql, values: [...params] } : { ...sql, values: [...params] };
}
