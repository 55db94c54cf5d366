import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';

export interface ProgramSettings {
  readonly path: string;
  readonly args: readonly string[];
  readonly input: string;
  readonly timeoutMs: number;
  /** Told of the process as long as it runs. */
  readonly running: Set<ChildProcess>;
}

export interface ProgramEnd {
  /** Exit code; null when it did not exit by itself. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was given everything: what it did with it is its to say. */
  readonly wroteAll: boolean;
  /** Why it was not even started. */
  readonly startError: string | undefined;
  /** The start of what it complained about. */
  readonly words: string;
}

const MAX_WORDS = 2_000;
/** All that a mail program gets of the environment: in ours are secrets. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: homedir(),
  LANG: 'C.UTF-8',
};

/** Runs a program, without a shell, on one input. Resolves with how it ended, whatever happens. */
export function runProgram({ path, args, input, timeoutMs, running }: ProgramSettings): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(path, args, { stdio: ['pipe', 'ignore', 'pipe'], env: ENVIRONMENT });
    const cut = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    running.add(child);
    let wroteAll = false;
    let words = '';
    let startError: string | undefined;
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(cut);
      running.delete(child);
      resolve({ code, signal, wroteAll, startError, words });
    };
    child.on('error', (error) => {
      // A process that runs has a number; an error about it (it could not be killed) is followed by its end.
      if (child.pid !== undefined) return;
      startError = error.message;
      end(null, null);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(0, MAX_WORDS);
    });
    child.stdin.on('finish', () => (wroteAll = true));
    // It may end without reading: its exit code says more than a broken pipe.
    child.stdin.on('error', () => (wroteAll = false));
    child.on('close', end);
    child.stdin.end(input, 'latin1');
  });
}
