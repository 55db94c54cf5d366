import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createServer, type AddressInfo } from 'node:net';
import { readUsage, type ProcessUsage } from './process-usage.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const API_KEY = 'bench-key-0123456789-0123456789-0123456789';

/** The built api and one worker as processes of their own. */
export class Product {
  private constructor(
    private readonly api: ChildProcess,
    private readonly worker: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(databaseUrl: string, env: NodeJS.ProcessEnv): Promise<Product> {
    const port = await freePort();
    const all = {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      TIDINGS_API_KEY: API_KEY,
      TIDINGS_DEMO: '0',
      LOG_LEVEL: 'warn',
      ...env,
    };
    const start = async (app: string): Promise<ChildProcess> => {
      const child = fork(path.join(ROOT, 'dist/apps', app, 'src/main.js'), { cwd: ROOT, env: all });
      await once(child, 'message');
      return child;
    };
    return new Product(await start('api'), await start('worker'), `http://127.0.0.1:${String(port)}/api/v1`);
  }

  async call<T = { id: number }>(method: string, route: string, body?: unknown): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.fetch<T>(method, route, json, body === undefined ? {} : { 'content-type': 'application/json' });
  }

  /** Sends a multipart form. */
  async upload<T = { id: number }>(route: string, form: FormData): Promise<T> {
    return this.fetch<T>('POST', route, { body: form }, {});
  }

  /** What both processes have used so far. */
  async usage(): Promise<ProcessUsage[]> {
    return Promise.all([readUsage('api', this.api.pid ?? 0), readUsage('worker', this.worker.pid ?? 0)]);
  }

  private async fetch<T>(
    method: string,
    route: string,
    body: RequestInit,
    headers: Record<string, string>,
  ): Promise<T> {
    const answer = await fetch(`${this.url}${route}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, ...headers },
      ...body,
    });
    if (!answer.ok) throw new Error(`${method} ${route}: ${String(answer.status)} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async stop(): Promise<void> {
    for (const child of [this.worker, this.api]) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
