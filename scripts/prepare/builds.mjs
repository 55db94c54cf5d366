import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { explainFailure } from './explain-failure.mjs';
import { PrepareError, showing } from './progress.mjs';
import { runNpm, runProgram } from './run-program.mjs';
import { filesBelow, readStamp, stampSources, writeStamp } from './source-stamp.mjs';

const COMMON = ['package.json', 'package-lock.json'];
const SERVER_SOURCES = ['apps/api', 'apps/worker', 'apps/launcher', 'libs', 'migrations', 'bench'];

/** TypeScript 7: the same JavaScript as by version 6, which linters still need, for a third of the work. */
const TSC = 'node_modules/typescript-7/bin/tsc';

/** Each build: what it is made from, a file that is there when it is done, and how it is made. */
export const BUILDS = [
  {
    name: 'Building the server',
    sources: [...SERVER_SOURCES, 'tsconfig.json', 'tsconfig.build.json', ...COMMON],
    stamp: 'dist/.built-from',
    result: 'dist/apps/launcher/src/main.js',
    run: buildServer,
  },
  {
    name: 'Building the web app',
    sources: ['apps/web', ...COMMON],
    stamp: 'apps/web/dist/.built-from',
    result: 'apps/web/dist/index.html',
    run: (root) => runNpm(['run', 'build', '-w', '@tidings/web'], { cwd: root }),
  },
];

export function isBuilt(root, build) {
  return (
    existsSync(join(root, build.result)) && readStamp(join(root, build.stamp)) === stampSources(root, build.sources)
  );
}

export async function ensureBuilt(root, build) {
  if (isBuilt(root, build)) return;
  // Taken before: what is edited during the build is built again next time.
  const stamp = stampSources(root, build.sources);
  await showing(build.name, async () => {
    const { code, output } = await build.run(root);
    if (code === 0) return;
    const advice = explainFailure(output) ?? 'Look at the lines above: these sources do not compile.';
    throw new PrepareError(`${output.trim()}\n\n${build.name} failed. ${advice}`);
  });
  writeStamp(join(root, build.stamp), stamp);
}

async function buildServer(root) {
  const dist = join(root, 'dist');
  // The compiler trusts its own notes on what it has written; without the results they must go too.
  if (!existsSync(join(dist, 'apps/launcher/src/main.js'))) rmSync(dist, { recursive: true, force: true });
  const tsc = join(root, TSC);
  const result = await runProgram(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root });
  if (result.code === 0) removeOrphans(root, dist);
  return result;
}

/** Results whose source has gone would still be found by whoever imports them. */
function removeOrphans(root, dist) {
  for (const file of filesBelow(dist)) {
    const source = join(root, relative(dist, file)).replace(/\.js(\.map)?$/, '.ts');
    if (/\.js(\.map)?$/.test(file) && !existsSync(source)) rmSync(file);
  }
}
