import { Inject, Injectable } from '@nestjs/common';
import { Config, DomainError, newUuid } from '#libs/kernel';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasCode } from './has-code.js';
import { describeBinary, EncodingWatch, type TextEncoding } from '../csv/text-encoding.js';

/** A file that has been received whole. */
export interface Upload {
  readonly path: string;
  readonly bytes: number;
  readonly encoding: TextEncoding;
  /** The first bytes, for header and samples. */
  readonly head: Buffer;
}

const HEAD_BYTES = 262_144;

/** Keeps uploaded files in the data folder, in pieces as they come: a file never stands in memory. */
@Injectable()
export class UploadStore {
  private readonly folder: string;

  constructor(@Inject(Config) config: Config) {
    this.folder = resolve(config.env.TIDINGS_DATA_DIR, 'uploads');
  }

  /** Throws `import.not_csv` for an archive, a sheet or other binary. A file that is refused or cut off is removed. */
  async save(source: AsyncIterable<Buffer>): Promise<Upload> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${newUuid()}.csv`);
    const seen = new Receiver();
    try {
      await pipeline(Readable.from(seen.watch(source)), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      return { path, ...seen.facts() };
    } catch (error) {
      await this.remove(path);
      throw hasCode(error, 'ENOSPC') ? new DomainError('import.no_space') : error;
    }
  }

  /** Looks at a file without keeping it. */
  async peek(source: AsyncIterable<Buffer>): Promise<Omit<Upload, 'path'>> {
    const seen = new Receiver();
    for await (const chunk of seen.watch(source)) if (chunk.length === 0) break;
    return seen.facts();
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

class Receiver {
  private readonly encodings = new EncodingWatch();
  private head: Buffer = Buffer.alloc(0);
  private bytes = 0;

  async *watch(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      if (this.bytes === 0) refuseBinary(chunk);
      this.bytes += chunk.length;
      this.encodings.push(chunk);
      if (this.head.length < HEAD_BYTES) this.head = Buffer.concat([this.head, chunk]).subarray(0, HEAD_BYTES);
      yield chunk;
    }
  }

  facts(): Omit<Upload, 'path'> {
    if (this.bytes === 0) throw new DomainError('import.not_csv', 'The file is empty.');
    return { bytes: this.bytes, encoding: this.encodings.encoding, head: this.head };
  }
}

function refuseBinary(head: Buffer): void {
  const what = describeBinary(head);
  if (what) throw new DomainError('import.not_csv', `The file is ${what}, not CSV. Save the sheet as CSV, unpacked.`);
}
