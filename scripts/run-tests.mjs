// What `npm test` runs: every Jest project in turn, then one line with the sum. Arguments go to Jest:
//   npm test -- libs/contacts            only tests whose path matches
// Jest's own output is shown as it comes; the counts are read from its JSON report.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPrograms } from './prepare/system-packages.mjs';

/** Jest would leave one core free. */
const ALL_CORES = `--maxWorkers=${String(availableParallelism())}`;
/** A test that waits for its database leaves a fifth of its core to another one. */
const WITH_DATABASE = `--maxWorkers=${String(availableParallelism() + 1)}`;

/** Quick ones first. Two browser tests at a time at most: each drives a whole installation. */
const PROJECTS = [
  { name: 'unit', args: [ALL_CORES] },
  { name: 'integration', args: [WITH_DATABASE] },
  { name: 'e2e', args: ['--maxWorkers=2'] },
];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const reports = mkdtempSync(join(tmpdir(), 'tidings-reports-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const skippedNames = [];
let stopped = false;

for (const project of PROJECTS) {
  if (stopped) break;
  console.log(`\n== ${project.name} tests`);
  const report = join(reports, `${project.name}.json`);
  const code = await runJest(project, report, process.argv.slice(2));
  add(readReport(report), code);
}
rmSync(reports, { recursive: true, force: true });

explainSkipped();
const ran = total.passed + total.failed;
if (ran === 0) console.log('No test ran. Check the path that was given.');
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || ran === 0 || stopped ? 1 : 0;

function runJest({ name, args }, report, extra) {
  const child = spawn(
    process.execPath,
    [jest, '--selectProjects', name, '--json', `--outputFile=${report}`, '--passWithNoTests', ...args, ...extra],
    {
      // Native ESM mode; its warning says nothing new in every worker.
      env: {
        ...process.env,
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`,
      },
      stdio: ['inherit', 'ignore', 'inherit'], // with --json Jest reports on stderr, and on stdout the JSON once more
    },
  );
  const passOn = (signal) => {
    stopped = true;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, passOn);
      resolve(code ?? 1);
    });
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.log(`Jest left no report: ${error.message}`);
    return undefined;
  }
}

/** A file that could not even be loaded counts as one failed test, and so does a run that ended without a report. */
function add(report, code) {
  if (!report) {
    total.failed += 1;
    return;
  }
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  total.passed += report.numPassedTests;
  total.failed += failed > 0 || code === 0 ? failed : 1;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const suite of report.testResults) {
    skippedNames.push(...suite.assertionResults.filter(({ status }) => status === 'pending').map((t) => t.fullName));
  }
}

/** The reason stands in the name of a suite made by test/setup/needs.ts. */
function explainSkipped() {
  const reasons = new Map();
  for (const name of skippedNames) {
    const reason = /\[skipped: ([^\]]+)\]/.exec(name)?.[1] ?? `switched off in its file: ${name}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const { program, usedBy } of missingPrograms()) console.log(`Not installed: ${program} (${usedBy})`);
  for (const [reason, count] of reasons) console.log(`Skipped ${count}: ${reason}`);
}
