import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure, isLockFileTrouble } from './explain-failure.mjs';
import { PrepareError, say, showing } from './progress.mjs';
import { runNpm } from './run-program.mjs';

/** Whatever npm's settings leave out (NODE_ENV=production does), the build needs. Nothing relies on install scripts. */
const NPM_ARGS = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
const MANIFESTS = ['package.json', 'package-lock.json', 'apps/web/package.json'];

/** Installs the packages of package-lock.json unless exactly those are there. */
export async function ensureNodePackages(root) {
  if (packagesAreInPlace(root)) return;
  if (!packagesMatchLock(root)) await install(root);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampOf(root), fingerprint(root));
}

export function packagesAreInPlace(root) {
  return readOrUndefined(stampOf(root)) === fingerprint(root);
}

const stampOf = (root) => join(root, 'node_modules', '.tidings-installed');

/** Another kind of machine or another major Node needs other binaries. */
function fingerprint(root) {
  const hash = createHash('sha256');
  hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  for (const name of MANIFESTS) hash.update(readOrUndefined(join(root, name)) ?? '');
  return hash.digest('hex');
}

async function install(root) {
  await showing('Installing the node packages (this takes a minute or two the first time)', async () => {
    const hasLock = readOrUndefined(join(root, 'package-lock.json')) !== undefined;
    let result = hasLock ? await runNpm(['ci', ...NPM_ARGS], { cwd: root }) : undefined;
    if (result && result.code !== 0 && isLockFileTrouble(result.output)) {
      say('  this npm misses packages for other machines in package-lock.json; installing without them');
      result = undefined;
    }
    result ??= await runNpm(['install', '--no-save', ...NPM_ARGS], { cwd: root });
    if (result.code === 0) return;
    const advice = explainFailure(result.output) ?? 'Look at the lines above. `npm ci` alone shows more.';
    throw new PrepareError(`${result.output.trim()}\n\nThe node packages could not be installed. ${advice}`);
  });
}

/**
 * Compares what npm wrote down after its last complete install (node_modules/.package-lock.json) with our lock file:
 * someone may have run npm without us. Optional packages are for other machines, mostly, and don't count.
 */
function packagesMatchLock(root) {
  const installed = parse(join(root, 'node_modules', '.package-lock.json'));
  const wanted = parse(join(root, 'package-lock.json'));
  if (!installed?.packages || !wanted?.packages) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional || entry.link) return true;
    return installed.packages[path]?.version === entry.version;
  });
}

function parse(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // missing or cut off: then the packages are installed anew
  }
}

function readOrUndefined(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
