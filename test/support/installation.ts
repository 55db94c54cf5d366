import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { migrateQueue } from '#libs/queue';
import { freePort } from './mail-sink.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LOGS = path.join(ROOT, 'test-output');
const API = 'dist/apps/api/src/main.js';
const WORKER = 'dist/apps/worker/src/main.js';

/** The built product as it runs: an api and workers as processes of their own, on a database of their own. */
export class Installation {
  readonly apiKey = randomBytes(24).toString('hex');
  readonly workers = new Set<ChildProcess>();
  private api: ChildProcess | undefined;
  private constructor(
    readonly database: TestDatabase,
    readonly port: number,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** `env` may name another way to the database than its own URL. */
  static async start(env: NodeJS.ProcessEnv, workers: number, database?: TestDatabase): Promise<Installation> {
    const own = database ?? (await createTestDatabase());
    await migrateQueue(own.url);
    const installation = new Installation(own, await freePort(), env);
    await Promise.all([installation.startApi(), ...Array.from({ length: workers }, () => installation.startWorker())]);
    return installation;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async startApi(): Promise<void> {
    this.api = this.spawn(API, 'api');
    await ready(this.api);
  }

  /** Resolves with its exit code, null when the signal ended it. */
  async endApi(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const { api } = this;
    if (!api) throw new Error('The api was not started');
    const ended = once(api, 'exit');
    api.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }

  /** Resolves when the worker says that it is ready, or has ended. */
  async startWorker(): Promise<ChildProcess> {
    const worker = this.spawn(WORKER, 'worker');
    this.workers.add(worker);
    worker.once('exit', () => this.workers.delete(worker));
    await ready(worker);
    return worker;
  }

  async call<T = Record<string, unknown>>(
    method: string,
    route: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1${route}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${this.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${String(answer.status)} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async stop(): Promise<void> {
    const running = [...this.workers, ...(this.api ? [this.api] : [])].filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGTERM');
    await Promise.all(ended);
    await this.database.drop();
  }

  /** What the worker processes have said, as lines of JSON. */
  workerLog(): string[] {
    const files = [...this.workers].map(({ pid }) => path.join(LOGS, `worker-${String(pid)}.log`));
    return files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  }

  private spawn(script: string, name: string): ChildProcess {
    const child = fork(path.join(ROOT, script), {
      cwd: ROOT,
      silent: true,
      execArgv: [],
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'warn',
        DATABASE_URL: this.database.url,
        PORT: String(this.port),
        TIDINGS_API_KEY: this.apiKey,
        TIDINGS_DEMO: '0',
        ...this.env,
      },
    });
    // Killing a process resets its channels; what a test needs to know about its end, it reads from 'exit'.
    for (const channel of [child, child.stdout, child.stderr]) channel?.on('error', () => undefined);
    mkdirSync(LOGS, { recursive: true });
    const log = createWriteStream(path.join(LOGS, `${name}-${String(child.pid)}.log`));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return child;
  }
}

/** The process says `{ ready: true }` to whoever started it. */
async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { ready?: boolean }) => {
      if (message.ready) resolve();
    });
    child.once('exit', (code, signal) => {
      if (signal) resolve();
      else reject(new Error(`A process ended with ${String(code)} before it was ready; see test-output/`));
    });
  });
}

/** Asks until `check` holds. The message of the failure carries what was seen last. */
export async function eventually<T>(
  look: () => Promise<T>,
  check: (seen: T) => boolean,
  { withinMs, everyMs = 250 }: { withinMs: number; everyMs?: number },
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (check(seen)) return seen;
    if (Date.now() > end) throw new Error(`Not so within ${String(withinMs)} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
