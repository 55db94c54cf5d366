import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/** A JSON answer of the API, as far as the demo looks into it. */
export interface DemoDocument {
  readonly id: number;
  readonly status?: string;
}

interface Listed extends DemoDocument {
  readonly name?: string;
  readonly email?: string;
  readonly slug?: string;
}

/** Speaks to a running Tidings by its public API, as any program would. */
export class DemoClient {
  constructor(
    private readonly baseUrl: string,
    private readonly key: string,
    /** Ends everything that is under way. */
    private readonly signal: AbortSignal,
  ) {}

  async call<T = DemoDocument>(method: string, path: string, body?: unknown): Promise<T> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      signal: this.signal,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** What has this name (address, slug) already; a loading that was interrupted finds what it made. */
  async find(path: string, name: string): Promise<DemoDocument | undefined> {
    const { data } = await this.call<{ data: Listed[] }>('GET', `${path}?limit=1000`);
    return data.find((one) => [one.slug, one.email, one.name].includes(name));
  }

  /** Makes it unless it is there. */
  async ensure(path: string, name: string, body: unknown): Promise<DemoDocument> {
    return (await this.find(path, name)) ?? (await this.call('POST', path, body));
  }

  /** Asks until `isOver` holds. */
  async until<T>(path: string, isOver: (seen: T) => boolean): Promise<T> {
    for (;;) {
      const seen = await this.call<T>('GET', path);
      if (isOver(seen)) return seen;
      await sleep(POLL_MS, undefined, { signal: this.signal });
    }
  }

  /** A public page or link, asked for as a browser does; redirects are not followed. */
  async visit(url: string): Promise<void> {
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const { pathname } = new URL(url);
    const answer = await fetch(`${this.baseUrl}${pathname}`, { redirect: 'manual', headers, signal: this.signal });
    await answer.arrayBuffer();
  }
}
