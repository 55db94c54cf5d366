import { statSync } from 'node:fs';

/**
 * Files that take longest, the longest first. One that begins last keeps everybody waiting while the other workers
 * have nothing left to do, and a fresh checkout knows no times of earlier runs.
 */
const SLOW = [
  'test/browser/pages.e2e',
  'test/launcher/launcher.e2e',
  'test/conditions/everybody.it',
  'test/docker/image.e2e',
  'test/browser/automations.e2e',
  'test/launcher/checkout.e2e',
  'test/crash.e2e',
  'test/bench.e2e',
  'test/faults/journeys/journeys.e2e',
  'test/browser/segments.e2e',
  'test/database-gone.e2e',
  'test/launcher/demo.e2e',
  'test/browser/main-job.e2e',
  'test/launcher/commands.e2e',
  'test/browser/people-in-trouble.e2e',
  'test/conditions/runs.it',
  'libs/delivery/src/providers/providers',
  'apps/api/src/http/hostile-requests.it',
  'apps/api/src/http/frozen-database.it',
];

/** What Jest asks for the order of its files: the slow ones, then the larger ones. */
export default class SlowFirst {
  sort(tests) {
    const weighed = tests.map((test) => ({ test, rank: rankOf(test.path), size: statSync(test.path).size }));
    return weighed.sort((a, b) => a.rank - b.rank || b.size - a.size).map(({ test }) => test);
  }

  shard(tests, { shardIndex, shardCount }) {
    return tests.filter((_, index) => index % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // The order is the same in every run.
  }
}

function rankOf(path) {
  const rank = SLOW.findIndex((part) => path.endsWith(`/${part}.spec.ts`));
  return rank === -1 ? SLOW.length : rank;
}
