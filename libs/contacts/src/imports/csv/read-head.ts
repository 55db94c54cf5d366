import { DomainError } from '#libs/kernel';
import type { ImportDialect } from '../import.entity.js';
import { sniffDialect } from './csv-dialect.js';
import { type CsvProblem, CsvReader, type CsvRow } from './csv-reader.js';
import { decoderOf, type TextEncoding } from './text-encoding.js';

const MAX_COLUMNS = 1_000;

/** Header and first rows of a file. */
export interface CsvHead {
  readonly dialect: ImportDialect;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  /** Bytes of the head that the rows stand for, to judge how many there are in all. */
  readonly bytesPerRow: number;
}

interface HeadOptions {
  readonly encoding: TextEncoding;
  readonly delimiter?: string | undefined;
  /** The head is the whole file. */
  readonly complete: boolean;
}

/** Reads header and samples from the first bytes. Throws `import.not_csv` without a usable header. */
export function readHead(head: Buffer, { encoding, delimiter, complete }: HeadOptions): CsvHead {
  const decoder = decoderOf(encoding);
  const text = decoder.decode(head) + (complete ? decoder.end() : '');
  const sniffed = sniffDialect(text);
  const dialect: ImportDialect = { encoding, newline: sniffed.newline, delimiter: delimiter ?? sniffed.delimiter };
  const reader = new CsvReader(dialect);
  const records = [...reader.push(text), ...(complete ? reader.end() : [])];
  const [first] = records;
  if (!first || 'problem' in first) throw new DomainError('import.not_csv', reasonOf(first, complete));
  const rows = records.slice(1).filter((record) => 'cells' in record);
  return { dialect, header: nameColumns(first.cells), rows, bytesPerRow: head.length / Math.max(1, records.length) };
}

function reasonOf(first: CsvProblem | undefined, complete: boolean): string {
  if (first?.problem === 'unclosed_quote') return 'In the line of column names a quote is opened that does not close.';
  if (!first && complete) return 'The file has nothing but blank lines.';
  return 'The first line is too long for the names of columns: it should be short and end with a line break.';
}

/** Names without blanks around them; a column without a name or with a second one gets its number. */
export function nameColumns(cells: readonly string[]): string[] {
  if (cells.length > MAX_COLUMNS)
    throw new DomainError('import.not_csv', `There are more than ${MAX_COLUMNS} columns.`);
  const names = cells.map((cell, index) => cell.trim() || `Column ${index + 1}`);
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name, index) => {
    if (!seen.has(name)) return remember(seen, name);
    // A name that another column has by itself stays that column's.
    for (let number = index + 1; ; number += 1) {
      const other = `${name} (${number})`;
      if (!taken.has(other) && !seen.has(other)) return remember(seen, other);
    }
  });
}

function remember(seen: Set<string>, name: string): string {
  seen.add(name);
  return name;
}
