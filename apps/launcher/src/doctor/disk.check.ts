import { accessSync, constants } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { defineCheck, failed, ok, warning } from './define-check.js';

const GIB = 1024 ** 3;
/** PostgreSQL stops taking writes on a full disk; an import of a million contacts needs about two gigabytes. */
const LOW_BYTES = 2 * GIB;
const VERY_LOW_BYTES = 0.2 * GIB;

export const diskCheck = defineCheck({
  label: 'Disk',
  async run({ dataDir }) {
    try {
      await mkdir(dataDir, { recursive: true });
      accessSync(dataDir, constants.W_OK);
    } catch (error) {
      return [
        failed(
          `${dataDir} cannot be written (${(error as Error).message}). Set TIDINGS_DATA_DIR to a folder of yours.`,
        ),
      ];
    }
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const text = `${(free / GIB).toFixed(1)} GB free at ${dataDir}`;
    if (free < VERY_LOW_BYTES) return [failed(`${text}. Make room now: the database stops when none is left.`)];
    if (free < LOW_BYTES) return [warning(`${text}. Make room before large imports.`)];
    return [ok(text)];
  },
});
