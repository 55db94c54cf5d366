import type { ImportReader, ReadRow } from '../ports/import-kind.port.js';
import type { CsvRecord } from './csv/csv-reader.js';
import { LOST_CHARACTER, readCsvFile } from './csv/read-csv-file.js';
import { mappedColumns } from './check-mapping.js';
import type { ImportEntity } from './import.entity.js';
import type { BatchPace } from './batch-pace.js';
import { describeLostCharacters, describeProblem, type FailedRow } from './import-errors.js';

export interface ReadyRow {
  readonly row: number;
  readonly item: unknown;
  readonly cells: readonly string[];
}

export interface ImportBatch {
  /** What is to be written. */
  readonly rows: readonly ReadyRow[];
  /** What could not be read. */
  readonly failed: readonly FailedRow[];
  /** How many records of the file this is, so that a restart can skip them. */
  readonly records: number;
  readonly bytesDone: number;
}

/** The file from where the import stands, in batches. */
export async function* readBatches(
  entity: ImportEntity,
  reader: ImportReader,
  pace: BatchPace,
): AsyncGenerator<ImportBatch> {
  const { filePath, dialect, header, mapping, bytesTotal } = entity;
  if (filePath === null) throw new Error('The uploaded file has been removed');
  const used = mappedColumns(header, mapping, {}, []).map(({ index }) => index);
  const collector = new Collector(reader, header, used);
  // The header, and what earlier attempts have committed.
  let toSkip = 1 + entity.rows;
  let before = 0;
  for await (const { records, bytes, isLossy } of readCsvFile({ path: filePath, ...dialect })) {
    for (const [index, record] of records.entries()) {
      if (toSkip > 0) toSkip -= 1;
      else if (collector.add(record, isLossy) >= pace.rows) {
        // The records of a piece are taken for equally long: a small file is one piece.
        yield collector.take(before + Math.round(((bytes - before) * (index + 1)) / records.length));
      }
    }
    before = bytes;
  }
  if (collector.size > 0) yield collector.take(bytesTotal);
}

class Collector {
  private rows: ReadyRow[] = [];
  private failed: FailedRow[] = [];

  constructor(
    private readonly reader: ImportReader,
    private readonly header: readonly string[],
    private readonly used: readonly number[],
  ) {}

  get size(): number {
    return this.rows.length + this.failed.length;
  }

  add(record: CsvRecord, isLossy: boolean): number {
    const { row } = record;
    if ('problem' in record) {
      this.failed.push({ row, cells: [record.raw], error: describeProblem(record, this.header.length) });
      return this.size;
    }
    const read = (isLossy && this.findLost(record.cells)) || this.reader.read(record.cells);
    if (read.error) this.failed.push({ row, cells: record.cells, error: read.error });
    else this.rows.push({ row, cells: record.cells, item: read.item });
    return this.size;
  }

  /** A name with holes would be kept for good: such a row is left out, unless the holes are in columns that nobody uses. */
  private findLost(cells: readonly string[]): ReadRow | undefined {
    const lost = this.used.find((index) => cells[index]?.includes(LOST_CHARACTER));
    return lost === undefined ? undefined : { error: describeLostCharacters(this.header[lost] ?? '') };
  }

  take(bytesDone: number): ImportBatch {
    const batch = { rows: this.rows, failed: this.failed, records: this.size, bytesDone };
    this.rows = [];
    this.failed = [];
    return batch;
  }
}
