import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A folder for an installation of a test's own. Its database stays in it and goes with it: one that PostgreSQL's account
 * could not enter would send the database below /var/lib/tidings, where nobody would ever delete it.
 */
export function makeDataFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `tidings-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}
