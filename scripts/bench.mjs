// `npm run bench -- <name> [--size N] [--json]`: installs and builds like npm start, then runs one bench.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { prepare } from './prepare/prepare-checkout.mjs';

const root = path.dirname(import.meta.dirname);
const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(path.join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));

if (!name || !names.includes(name)) {
  console.error(`Usage: npm run bench -- <name> [--size N] [--json]\nBenches: ${names.join(', ')}`);
  process.exit(2);
}
const failed = await prepare(root, { forTests: true });
if (failed) process.exit(failed);
const script = path.join(root, 'dist', 'bench', `${name}.bench.js`);
if (!existsSync(script)) throw new Error(`${script} was not built`);
process.exit(spawnSync(process.execPath, [script, ...rest], { cwd: root, stdio: 'inherit' }).status ?? 1);
