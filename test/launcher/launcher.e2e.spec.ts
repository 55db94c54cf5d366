import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { createTransport } from 'nodemailer';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, LaunchedTidings, type RunningProcess } from '../setup/launched-tidings.js';

let folder: string;
let dataDir: string;
let port: number;
let started: LaunchedTidings[] = [];
/** The data of an installation that has been started once, for those that need not be new. */
let firstRun: string | undefined;

function start(env: Record<string, string> = {}): LaunchedTidings {
  const tidings = new LaunchedTidings({ dataDir, port, env });
  started.push(tidings);
  return tidings;
}

async function listen(wanted: number): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port };
}

async function freePort(): Promise<number> {
  const { server, port: free } = await listen(0);
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Hands over a mail; while nobody listens yet, it tries again for ten seconds. */
async function hand(smtpPort: number, to: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false });
  for (let tries = 0; ; tries += 1) {
    try {
      await transport.sendMail({ envelope: { from: '', to: [to] }, raw: 'Subject: Hm\r\n\r\nHm\r\n' });
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ESOCKET' || tries >= 100) throw error;
      await sleep(100);
    }
  }
}

async function health(at = port): Promise<number> {
  return (await fetch(`http://127.0.0.1:${at}/health/ready`)).status;
}

const ofWorkers = (list: readonly RunningProcess[]): RunningProcess[] =>
  list.filter(({ command }) => command.includes('apps/worker'));

/** A folder for an installation; with what a first run leaves there once one has ended. */
async function makeHome(): Promise<{ folder: string; dataDir: string; port: number }> {
  const made = await mkdtemp(join(tmpdir(), 'tidings e2e '));
  await chmod(made, 0o755); // or PostgreSQL's account could not enter
  const data = join(made, 'data of mine');
  // Its owners with it: the database has an account of its own.
  if (firstRun !== undefined) execFileSync('cp', ['-a', firstRun, data]);
  return { folder: made, dataDir: data, port: await freePort() };
}

beforeEach(async () => {
  ({ folder, dataDir, port } = await makeHome());
});

afterAll(async () => {
  if (firstRun !== undefined) await rm(join(firstRun, '..'), { recursive: true, force: true });
});

afterEach(async () => {
  for (const tidings of started) await tidings.stop();
  started = [];
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('npm start', () => {
  it('says once that it is ready, at which address, and then serves', async () => {
    const tidings = start();
    await tidings.ready();
    expect(tidings.output).toContain(`Tidings is ready at http://localhost:${port}\n`);
    expect(await health()).toBe(200);
    expect((await fetch(`http://localhost:${port}/health/live`)).status).toBe(200);
    expect(tidings.output.match(/Tidings is ready/g)).toHaveLength(1);
    expect(ofWorkers(tidings.descendants())).toHaveLength(1);
    await tidings.stop();
    firstRun = join(await mkdtemp(join(tmpdir(), 'tidings first run ')), 'data');
    execFileSync('cp', ['-a', dataDir, firstRun]);
  }, 120_000);

  it('stops within ten seconds of Ctrl-C, the database last, and leaves no process', async () => {
    const tidings = start();
    await tidings.ready();
    const processes = tidings.descendants();
    expect(processes.some(({ command }) => command.includes('postgres'))).toBe(true);
    const asked = Date.now();
    tidings.signalGroup('SIGINT');
    expect(await tidings.ended()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(tidings.output).toContain('Tidings has stopped.');
    expect(tidings.output).not.toMatch(/did not finish|has ended|ended \(/);
  }, 120_000);

  it('starts again where it was, on the same database', async () => {
    const first = start({ TIDINGS_API_KEY: 'k'.repeat(40) });
    await first.ready();
    await first.stop();
    const second = start();
    await second.ready();
    expect(second.output).not.toContain('migrations applied');
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/keys`, {
      headers: { authorization: `Bearer ${'k'.repeat(40)}` },
    });
    expect(answer.status).toBe(200);
  }, 120_000);

  it('refuses a port that is taken, says what to do, and starts nothing', async () => {
    const { server } = await listen(port);
    const tidings = start();
    expect(await tidings.ended()).toBe(1);
    expect(tidings.output).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect(tidings.output).toContain('PORT=');
    await new Promise((resolve) => server.close(resolve));
  }, 60_000);

  it('comes back after kill -9 of everything at once', async () => {
    const first = start();
    await first.ready();
    await first.killEverything();
    const second = start();
    await second.ready();
    expect(await health()).toBe(200);
  }, 120_000);

  it('comes back after kill -9 of the launcher alone; its api and worker end by themselves', async () => {
    const first = start();
    await first.ready();
    const ours = first.descendants().filter(({ command }) => command.includes('apps/'));
    process.kill(first.pid, 'SIGKILL');
    await first.ended();
    const deadline = Date.now() + 15_000;
    while (ours.some(({ pid }) => isRunning(pid)) && Date.now() < deadline) await sleep(100);
    expect(ours.filter(({ pid }) => isRunning(pid))).toEqual([]);
    const second = start();
    await second.ready();
    expect(second.output).toContain('A database server from an earlier run is still there');
  }, 120_000);

  it('uses DATABASE_URL when it is given, and warns about an SMTP server that does not answer', async () => {
    const smtp = `smtp://127.0.0.1:${await freePort()}`;
    const tidings = start({ DATABASE_URL: await makeDatabase(), SMTP_URL: smtp });
    await tidings.ready();
    await tidings.shows('Warning: the SMTP server cannot be reached');
    expect(tidings.descendants().filter(({ command }) => command.includes('postgres'))).toEqual([]);
    expect(tidings.output).not.toContain('PostgreSQL on port');
  }, 120_000);

  it('names a wrong variable and what is wrong with it', async () => {
    const tidings = start({ TIDINGS_WORKERS: 'many' });
    expect(await tidings.ended()).toBe(1);
    expect(tidings.output).toMatch(/TIDINGS_WORKERS: /);
    expect(tidings.output).not.toContain('    at ');
  }, 60_000);

  it('stops at once at the second Ctrl-C', async () => {
    const tidings = start();
    await tidings.ready();
    const [worker] = ofWorkers(tidings.descendants());
    process.kill(worker!.pid, 'SIGSTOP'); // a worker that does not finish
    tidings.signalGroup('SIGINT');
    await sleep(1_500);
    const asked = Date.now();
    tidings.signalGroup('SIGINT');
    expect(await tidings.ended()).toBe(1);
    expect(Date.now() - asked).toBeLessThan(3_000);
    expect(isRunning(worker!.pid)).toBe(false);
  }, 120_000);
});

describe('while npm start runs', () => {
  let tidings: LaunchedTidings;
  let bouncePort: number;
  let home: { folder: string; dataDir: string; port: number };

  beforeAll(async () => {
    home = await makeHome();
    bouncePort = await freePort();
    tidings = new LaunchedTidings({ ...home, env: { BOUNCE_SMTP_PORT: String(bouncePort) } });
    await tidings.ready();
  }, 120_000);

  beforeEach(() => {
    ({ dataDir } = home);
  });

  afterAll(async () => {
    await tidings.stop();
    await rm(home.folder, { recursive: true, force: true });
  }, 60_000);

  it('listens for returned mail when asked to, again when its listener is killed, and refuses all other mail', async () => {
    const refused = { responseCode: 550 };
    await expect(hand(bouncePort, 'somebody@reader.example')).rejects.toMatchObject(refused);
    const listener = tidings.descendants().find(({ command }) => command.includes('returns.js'));
    process.kill(listener?.pid ?? 0, 'SIGKILL');
    await sleep(500);
    await expect(hand(bouncePort, 'somebody@reader.example')).rejects.toMatchObject(refused);
  }, 120_000);

  it('refuses a data folder that another instance runs on', async () => {
    const second = start();
    expect(await second.ended()).toBe(1);
    expect(second.output).toMatch(/Another Tidings \(process \d+\) is running on/);
  }, 120_000);

  it('starts a worker again within a second of its death', async () => {
    const [worker] = ofWorkers(tidings.descendants());
    process.kill(worker!.pid, 'SIGKILL');
    const killed = Date.now();
    let next: RunningProcess | undefined;
    while (!next && Date.now() - killed < 5_000) {
      next = ofWorkers(tidings.descendants()).find(({ pid }) => pid !== worker!.pid);
      if (!next) await sleep(20);
    }
    expect(Date.now() - killed).toBeLessThan(1_000);
    await tidings.shows('The worker 1 ended (SIGKILL); starting it again.');
  }, 120_000);

  it('brings the database back when that is killed, and the api with it', async () => {
    const postmaster = tidings.descendants().find(({ command }) => command.includes('/postgres -D'));
    process.kill(postmaster!.pid, 'SIGKILL');
    await tidings.shows('The database server has ended; starting it again.');
    const deadline = Date.now() + 20_000;
    while ((await health(home.port)) !== 200 && Date.now() < deadline) await sleep(200);
    expect(await health(home.port)).toBe(200);
  }, 120_000);
});

async function makeDatabase(): Promise<string> {
  const { default: pg } = await import('pg');
  const server = process.env['TIDINGS_TEST_DATABASE_URL'] ?? '';
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const name = `tidings_test_launcher_${Date.now()}`;
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}
