import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { NODE_FLAGS, nodeEnvironment } from '../apps/launcher/src/supervisor/node-settings.js';
import { readUsage, type ProcessUsage } from './process-usage.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const API_KEY = 'bench-key-0123456789-0123456789-0123456789';
const AUTHORISED = { authorization: `Bearer ${API_KEY}` };
/** As many as a busy client keeps open. */
const MAX_CONNECTIONS = 64;

/** The built api and one worker as processes of their own. */
export class Product {
  private readonly connections = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });

  private constructor(
    private readonly api: ChildProcess,
    private readonly worker: ChildProcess,
    readonly port: number,
  ) {}

  private get url(): string {
    return `http://127.0.0.1:${String(this.port)}/api/v1`;
  }

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
      const child = fork(path.join(ROOT, 'dist/apps', app, 'src/main.js'), {
        cwd: ROOT,
        env: nodeEnvironment(all),
        execArgv: [...NODE_FLAGS],
      });
      await once(child, 'message');
      return child;
    };
    return new Product(await start('api'), await start('worker'), port);
  }

  async call<T = { id: number }>(method: string, route: string, body?: unknown): Promise<T> {
    const { pathname, port } = new URL(`${this.url}${route}`);
    const headers = { ...AUTHORISED, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const asked = request({ agent: this.connections, host: '127.0.0.1', port, path: pathname, method, headers });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return read(method, route, answer.statusCode ?? 0, await text(answer)) as T;
  }

  /** Sends a multipart form. */
  async upload<T = { id: number }>(route: string, form: FormData): Promise<T> {
    const answer = await fetch(`${this.url}${route}`, { method: 'POST', headers: AUTHORISED, body: form });
    return read('POST', route, answer.status, await answer.text()) as T;
  }

  /** What both processes have used so far. */
  async usage(): Promise<ProcessUsage[]> {
    return Promise.all([readUsage('api', this.api.pid ?? 0), readUsage('worker', this.worker.pid ?? 0)]);
  }

  async stop(): Promise<void> {
    this.connections.destroy();
    for (const child of [this.worker, this.api]) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}

function read(method: string, route: string, status: number, body: string): unknown {
  if (status >= 300) throw new Error(`${method} ${route}: ${String(status)} ${body}`);
  return JSON.parse(body);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
