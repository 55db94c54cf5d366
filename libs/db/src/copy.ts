import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A table and its columns in the order of the rows' values. */
export interface CopyTarget {
  readonly table: string;
  readonly columns: readonly string[];
}

type Rows = AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>;

const FLUSH_CHARACTERS = 65_536;
const IDENTIFIER = /^[a-z_][a-z0-9_.]*$/;

/**
 * Streams rows into a table by COPY in text format (PostgreSQL manual, COPY, "Text Format").
 * `null` and `undefined` become NULL, objects JSON, dates RFC 3339; U+0000 is dropped, which text can't hold.
 */
export async function copyRows(client: PoolClient, target: CopyTarget, rows: Rows): Promise<number> {
  for (const name of [target.table, ...target.columns]) {
    if (!IDENTIFIER.test(name)) throw new Error(`"${name}" is no plain identifier`);
  }
  const sink = client.query(copyFrom(`COPY ${target.table} (${target.columns.join(', ')}) FROM STDIN`));
  const counter = { rows: 0 };
  await pipeline(Readable.from(encodeLines(rows, counter)), sink);
  return counter.rows;
}

async function* encodeLines(rows: Rows, counter: { rows: number }): AsyncGenerator<string> {
  let buffer = '';
  for await (const row of rows) {
    counter.rows += 1;
    buffer += `${row.map(encodeCopyValue).join('\t')}\n`;
    if (buffer.length >= FLUSH_CHARACTERS) {
      yield buffer;
      buffer = '';
    }
  }
  if (buffer) yield buffer;
}

const SPECIAL = /[\\\t\n\r]/;

function encodeCopyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  const text = toText(value).replaceAll('\u0000', '');
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return JSON.stringify(value);
}
