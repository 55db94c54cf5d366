import { copyFileSync, mkdirSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from '../console-output.js';

const MAX_LOG_BYTES = 64 * 1024 * 1024;
const ROTATE_EVERY_MS = 60_000;

/** The file that all processes write their JSON lines to, each through a descriptor of its own (appending). */
export interface LogFile {
  readonly path: string;
  readonly fd: number;
  write(text: string): void;
  close(): void;
}

/**
 * Opens `<dataDir>/logs/tidings.log`. At 64 MB it is copied to `tidings.log.1` and emptied, which appending writers do
 * not notice; the few lines written in between may be lost.
 */
export function openLogFile(dataDir: string): LogFile {
  const path = join(dataDir, 'logs', 'tidings.log');
  const fd = openForAppending(path);
  const timer = setInterval(() => {
    rotate(path);
  }, ROTATE_EVERY_MS).unref();
  rotate(path);
  return {
    path,
    fd,
    write: (text) => void writeSync(fd, text),
    close: () => {
      clearInterval(timer);
    },
  };
}

function openForAppending(path: string): number {
  try {
    mkdirSync(join(path, '..'), { recursive: true });
    return openSync(path, 'a', 0o640);
  } catch (cause) {
    throw new LaunchError(
      `The log ${path} cannot be written (${(cause as Error).message}). ` +
        'Set TIDINGS_DATA_DIR to a folder that you may write to.',
      { cause },
    );
  }
}

function rotate(path: string): void {
  if (statSync(path).size < MAX_LOG_BYTES) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}
