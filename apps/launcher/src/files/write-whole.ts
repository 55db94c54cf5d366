import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LaunchError } from '../console-output.js';

type Pieces = AsyncIterable<string>;

/** Writes the file under another name first: one that stands there is whole. Only its owner may read it. */
export async function writeWhole(path: string, pieces: Pieces): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw explain(error, `${path} could not be written`);
  }
}

/** Writes to stdout as fast as it is read, and leaves it open. Throws {@link LaunchError} when nobody reads on. */
export async function writeThrough(out: Writable, pieces: Pieces): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), out, { end: false });
  } catch (error) {
    throw explain(error, 'Nobody reads the output any more; it is not complete');
  }
}

/** Faults of the file or its reader; everything else is another's. */
function explain(error: unknown, what: string): unknown {
  if (typeof error !== 'object' || error === null || !('syscall' in error)) return error;
  return new LaunchError(`${what}: ${(error as NodeJS.ErrnoException).message}.`, { cause: error });
}
