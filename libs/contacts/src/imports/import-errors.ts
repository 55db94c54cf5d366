import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import type { ImportRowError } from '../ports/import-kind.port.js';
import { encodeCsvLine } from './csv/csv-line.js';
import type { CsvProblem } from './csv/csv-reader.js';

/** A row that was left out or not taken whole, with its cells as they came. */
export interface FailedRow {
  readonly row: number;
  readonly error: ImportRowError;
  readonly cells: readonly string[];
}

/** More than this is a wrong file, not wrong rows: they are counted, but not kept. */
const MAX_KEPT = 100_000;
const PAGE = 5_000;
const COUNT = `SELECT count(*) AS count FROM (SELECT FROM import_errors WHERE import_id = $1 LIMIT ${MAX_KEPT}) kept`;

const READ = `
  SELECT row, code, message, raw FROM import_errors
  WHERE import_id = $1 AND row > $2 ORDER BY row LIMIT ${PAGE}`;

interface StoredError {
  readonly row: number;
  readonly code: string;
  readonly message: string;
  readonly raw: string;
}

/** The rows that an import left out or did not take whole, each with the reason and its cells, to be corrected and imported again. */
@Injectable()
export class ImportErrors {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** In the transaction of the batch. */
  async write(tx: Tx, importId: number, failed: readonly FailedRow[]): Promise<void> {
    if (failed.length === 0) return;
    const [kept] = await tx.query<{ count: number }>(COUNT, [importId]);
    const rows = failed.slice(0, Math.max(0, MAX_KEPT - (kept?.count ?? 0)));
    await tx.copy(
      { table: 'import_errors', columns: ['import_id', 'row', 'code', 'message', 'raw', 'column_name'] },
      rows.map(({ row, error, cells }) => [
        importId,
        row,
        error.code,
        error.message,
        encodeCsvLine(cells),
        error.column,
      ]),
    );
  }

  /** `errors.csv`, in pieces: row, code, reason and the columns of the file. */
  async *toCsv(importId: number, header: readonly string[]): AsyncGenerator<string> {
    yield `${encodeCsvLine(['row', 'code', 'reason', ...header])}\r\n`;
    for (let after = 0; ;) {
      const rows = await this.db.query<StoredError>(READ, [importId, after]);
      const last = rows.at(-1);
      if (!last) return;
      yield rows
        .map(({ row, code, message, raw }) => `${encodeCsvLine([String(row), code, message])},${raw}\r\n`)
        .join('');
      after = last.row;
    }
  }
}

const REASONS: Readonly<Record<CsvProblem['problem'], string>> = {
  unclosed_quote: 'A quote is opened in this line and does not close where it should. The next line was read again.',
  too_long: 'The line is longer than 1 MiB.',
  columns: 'The line does not have as many columns as the header.',
};

/** What is wrong with a line that is no CSV. */
export function describeProblem({ problem, columns }: CsvProblem, expected: number): ImportRowError {
  const count = columns === undefined ? '' : ` It has ${columns}, and the header ${expected}.`;
  return { code: 'import.row_unreadable', message: `${REASONS[problem]}${count}` };
}

/** A cell with bytes that are no character in the encoding of the file. */
export function describeLostCharacters(column: string): ImportRowError {
  const message = `${column}: has bytes that are no character in the encoding of the file. Save the file as UTF-8.`;
  return { code: 'import.row_unreadable', column, message };
}
