import { spawn } from 'node:child_process';
import type { PostgresUser } from './postgres-user.js';

/** What PostgreSQL's programs are started with: nothing of the person's own locale or PG* variables reaches them. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TZ: 'UTC',
};

export interface CommandResult {
  /** null when the program could not be started at all. */
  readonly code: number | null;
  readonly output: string;
}

interface CommandOptions {
  readonly cwd?: string;
  readonly as?: PostgresUser | undefined;
}

/** Runs a program to its end and collects what it wrote. Never rejects: a program that is missing has code null. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, {
      cwd: options.cwd ?? '/',
      env: CLEAN_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.as ? { uid: options.as.uid, gid: options.as.gid } : {}),
    });
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      resolve({ code: null, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
