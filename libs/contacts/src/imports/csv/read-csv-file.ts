import { createReadStream } from 'node:fs';
import type { CsvDialect } from './csv-dialect.js';
import { CsvReader, type CsvRecord } from './csv-reader.js';
import { decoderOf, type TextEncoding } from './text-encoding.js';

const CHUNK_BYTES = 262_144;

export interface CsvFile extends CsvDialect {
  readonly path: string;
  readonly encoding: TextEncoding;
}

/** What the decoder writes where bytes are no character. */
export const LOST_CHARACTER = '\ufffd';

/** Some records of a file, the header among them, and how many bytes have been read so far. */
export interface CsvPiece {
  readonly records: readonly CsvRecord[];
  readonly bytes: number;
  /** Whether bytes that are no character have come by; records up to here may hold {@link LOST_CHARACTER}. */
  readonly isLossy: boolean;
}

/** Streams a file's records, a piece of the file at a time, in bounded memory. */
export async function* readCsvFile(file: CsvFile): AsyncGenerator<CsvPiece> {
  const reader = new CsvReader(file);
  const decoder = decoderOf(file.encoding);
  let bytes = 0;
  let isLossy = false;
  for await (const chunk of createReadStream(file.path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const text = decoder.decode(chunk);
    isLossy ||= text.includes(LOST_CHARACTER);
    yield { records: reader.push(text), bytes, isLossy };
  }
  const rest = decoder.end();
  isLossy ||= rest.includes(LOST_CHARACTER);
  yield { records: [...reader.push(rest), ...reader.end()], bytes, isLossy };
}
