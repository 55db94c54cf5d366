import { BUILDS, ensureBuilt, isBuilt } from './builds.mjs';
import { explainFailure } from './explain-failure.mjs';
import { ensureNodePackages, packagesAreInPlace } from './node-packages.mjs';
import { withPrepareLock } from './prepare-lock.mjs';
import { PrepareError } from './progress.mjs';
import { ensureTestPrograms } from './system-packages.mjs';

/** Brings a checkout to where it can run. Does nothing, in well under a second, when all is in place. */
export async function prepare(root, { forTests = false, build = true }) {
  const builds = build ? BUILDS : [];
  try {
    if (!isInPlace(root, builds)) await withPrepareLock(root, () => installAndBuild(root, builds));
    if (forTests) await ensureTestPrograms();
    return 0;
  } catch (error) {
    const advice = explainFailure(String(error.code ?? ''));
    if (!(error instanceof PrepareError) && !advice) throw error;
    console.error(advice ? `${error.message}\n${advice}` : error.message);
    return 1;
  }
}

function isInPlace(root, builds) {
  return packagesAreInPlace(root) && builds.every((build) => isBuilt(root, build));
}

async function installAndBuild(root, builds) {
  await ensureNodePackages(root);
  for (const build of builds) await ensureBuilt(root, build);
}
