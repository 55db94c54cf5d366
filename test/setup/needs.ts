import { describe } from '@jest/globals';
import { missingPrograms } from '../../scripts/prepare/system-packages.mjs';

type TestProgram =
  | 'chromium'
  | 'redis-server'
  | 'smtp-sink'
  | 'smtp-source'
  | 'openssl'
  | 'dovecot'
  | 'spamassassin'
  | '/usr/lib/python3/dist-packages/flufl/bounce'
  | '/usr/lib/python3/dist-packages/dkim';
type Suite = (name: string, body: () => void) => void;

/** Whether a program that some tests run is installed. */
export function has(program: TestProgram): boolean {
  return missingPrograms().every((entry) => entry.program !== program);
}

/**
 * A `describe` for tests that run a program which may not be installed: without it they are skipped, and the reason
 * stands in their name, from where `npm test` prints it. Usage: `needs('redis-server')('the Redis queue', () => …)`.
 */
export function needs(program: TestProgram): Suite {
  const missing = missingPrograms().find((entry) => entry.program === program);
  if (!missing) return describe;
  return (name, body) => {
    describe.skip(`${name} [skipped: ${program} is not installed; apt-get install ${missing.debianPackage}]`, body);
  };
}
