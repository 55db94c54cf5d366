import { createReadStream } from 'node:fs';
import type { CsvDialect } from './csv-dialect.js';
import { CsvReader, type CsvRecord } from './csv-reader.js';
import { decoderOf, type TextEncoding } from './text-encoding.js';

const CHUNK_BYTES = 262_144;

export interface CsvFile extends CsvDialect {
  readonly path: string;
  readonly encoding: TextEncoding;
}

/** Some records of a file, the header among them, and how many bytes have been read so far. */
export interface CsvPiece {
  readonly records: readonly CsvRecord[];
  readonly bytes: number;
}

/** Streams a file's records, a piece of the file at a time, in bounded memory. */
export async function* readCsvFile(file: CsvFile): AsyncGenerator<CsvPiece> {
  const reader = new CsvReader(file);
  const decoder = decoderOf(file.encoding);
  let bytes = 0;
  for await (const chunk of createReadStream(file.path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    yield { records: reader.push(decoder.decode(chunk)), bytes };
  }
  yield { records: [...reader.push(decoder.end()), ...reader.end()], bytes };
}
