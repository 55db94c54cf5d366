import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure } from './explain-failure.mjs';
import { say, showing } from './progress.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Programs (and folders, by their whole path) that tests use, and the Debian package of each. test/setup/needs.ts skips
 * what misses one; where something `better` does the same, either will do, and the better one is installed.
 */
export const TEST_PROGRAMS = [
  {
    program: 'chromium',
    better: 'chromium-headless-shell',
    debianPackage: 'chromium-headless-shell',
    usedBy: 'browser tests',
  },
  { program: 'redis-server', debianPackage: 'redis-server', usedBy: 'tests of the Redis queue' },
  { program: 'smtp-sink', debianPackage: 'postfix', usedBy: 'tests and benchmarks against a second SMTP server' },
  { program: 'smtp-source', debianPackage: 'postfix', usedBy: 'the benchmark of sending' },
  { program: 'openssl', debianPackage: 'openssl', usedBy: 'the test of reports by Amazon SES' },
  { program: 'dovecot', debianPackage: 'dovecot-imapd', usedBy: 'the test of a mailbox with returned mail' },
  { program: 'spamassassin', debianPackage: 'spamassassin', usedBy: 'the check of what filters say to our mails' },
  {
    program: '/usr/lib/python3/dist-packages/flufl/bounce',
    debianPackage: 'python3-flufl.bounce',
    usedBy: 'the check against real bounces',
  },
  {
    program: '/usr/lib/python3/dist-packages/dkim',
    debianPackage: 'python3-dkim',
    usedBy: 'the check of our DKIM signatures',
  },
];

const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const APT_LISTS = '/var/lib/apt/lists';
/** A script of this name that answers 101 keeps packages from starting their services (Debian policy, invoke-rc.d). */
const NO_SERVICES = '/usr/sbin/policy-rc.d';
const INSTALL = ['install', '-y', '--no-install-recommends'];
const APT = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };

export function isInstalled(program) {
  if (program.startsWith('/')) return existsSync(program);
  const folders = [...SYSTEM_FOLDERS, ...(process.env.PATH ?? '').split(':').filter(Boolean)];
  return folders.some((folder) => existsSync(join(folder, program)));
}

export function missingPrograms() {
  return TEST_PROGRAMS.filter(({ program, better }) => !isInstalled(program) && !(better && isInstalled(better)));
}

/** Installs what tests need, when root on a Debian; else says what is missing. Never fails: those tests are skipped. */
export async function ensureTestPrograms() {
  const wanted = TEST_PROGRAMS.filter(({ program, better = program }) => !isInstalled(better));
  const packages = [...new Set(wanted.map(({ debianPackage }) => debianPackage))];
  if (packages.length === 0) return;
  const obstacle = reasonNotToInstall();
  if (obstacle) say(`Not installed: ${packages.join(', ')} (${obstacle}).`);
  else await installPackages(packages);
  for (const { program, debianPackage, usedBy } of missingPrograms()) {
    say(`  without ${program}, ${usedBy} are skipped; \`apt-get install ${debianPackage}\` brings it`);
  }
}

function reasonNotToInstall() {
  if (!isInstalled('apt-get')) return 'this system has no apt-get';
  if (process.getuid?.() !== 0) return 'only root may install packages';
  return undefined;
}

async function installPackages(packages) {
  await showing(`Installing ${packages.join(', ')}`, async () => {
    const result = await withoutServices(() => aptInstall(packages));
    if (result.code === 0) return;
    say(result.output.trim().split('\n').slice(-5).join('\n'));
    say(`  not installed. ${explainFailure(result.output) ?? 'Look at the lines above.'}`);
  });
}

/** The lists may be missing (container images) or too old to name files that still exist. */
async function aptInstall(packages) {
  const install = () => runProgram('apt-get', [...INSTALL, ...packages], APT);
  if (hasLists()) {
    const result = await install();
    if (result.code === 0) return result;
  }
  const update = await runProgram('apt-get', ['update'], APT);
  if (update.code !== 0) return update;
  const result = await install();
  // One name that this system does not know must not keep the others away.
  for (const each of result.code === 0 ? [] : packages) await runProgram('apt-get', [...INSTALL, each], APT);
  return result;
}

function hasLists() {
  return (
    existsSync(APT_LISTS) && readdirSync(APT_LISTS).some((name) => name.endsWith('_Packages') || /\.lz4$/.test(name))
  );
}

async function withoutServices(work) {
  const ours = !existsSync(NO_SERVICES);
  if (ours) writeFileSync(NO_SERVICES, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    if (ours) rmSync(NO_SERVICES, { force: true });
  }
}
