import { parseJourney } from '#libs/automations';
import { describeErrors, DomainError, type FieldError } from '#libs/kernel';
import { existsSync, readFileSync } from 'node:fs';
import type { CommandContext } from '../commands/define-command.js';
import { LaunchError } from '../console-output.js';
import { pathOf } from '../files/path-of.js';

/** The file could be read, and something in it is not as it should be. */
export const FAULTS = 3;

/** Throws {@link LaunchError} with the file's name for one that is not there or is no JSON. */
export function readJourney(file: string): Readonly<Record<string, unknown>> {
  return inFile(file, () => parseJourney(readText(file)));
}

export function readText(file: string): string {
  try {
    return readFileSync(pathOf(file), 'utf8');
  } catch (cause) {
    throw new LaunchError(`${file} can not be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown'}`, { cause });
  }
}

/** What is wrong in a file begins with its name, as compilers say it. Throws {@link LaunchError}. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const lines = error.errors.length > 0 ? error.errors.map((wrong) => describeErrors([wrong])) : [error.message];
    throw new LaunchError(lines.map((line) => `${file}: ${line}`).join('\n'), { cause: error });
  }
}

export function sayErrors(file: string, errors: readonly FieldError[], say: (line: string) => void): void {
  for (const error of errors) say(`${file}: ${describeErrors([error])}`);
}

/** Whether there is an installation to ask, without beginning one. */
export function hasDatabase({ config, dataDir }: CommandContext): boolean {
  return config.env.DATABASE_URL !== undefined || existsSync(dataDir);
}
