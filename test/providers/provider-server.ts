import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | object;
}

/** What a provider was handed, whichever way it takes it. */
export interface HandedMail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
  /** What comes back in its reports, by which we know the mail again. */
  readonly token: string;
  readonly listUnsubscribe: string;
}

/** One provider's interface, as its documentation describes it. */
export interface ProviderLanguage {
  readonly type: string;
  /** Settings of a sender for the server at `url`; `good` or with a key that it does not know. */
  settings(url: string, key: 'good' | 'bad'): object;
  /** Undefined when the request is signed in; else what it gets. */
  authorize(request: ApiRequest): ApiAnswer | undefined;
  /** Undefined when it is no hand-over but a check. Throws when the documentation does not allow what stands there. */
  read(request: ApiRequest): Promise<HandedMail | undefined>;
  accepted(id: number): ApiAnswer;
  checked(): ApiAnswer;
  refusedRecipient(to: string): ApiAnswer;
  throttled(): ApiAnswer;
}

/**
 * hang: no answer. drop: the connection ends when the request is there. error: 500. garbage: 200 with half a JSON.
 * gateway: 502 of a proxy. held: accepted when `release` is called.
 */
export type Behaviour =
  | 'accept'
  | 'refuse'
  | 'throttle'
  | 'hang'
  | 'drop'
  | 'error'
  | 'garbage'
  | 'gateway'
  | 'held'
  | { readonly answer: ApiAnswer };

export interface ProviderServer {
  readonly url: string;
  /** Handed over and accepted, or dropped behind. */
  readonly arrived: HandedMail[];
  /** Every call, checks too. */
  readonly calls: ApiRequest[];
  readonly connections: number;
  /** Calls being answered at the same time, at most. */
  readonly mostAtOnce: number;
  release(): void;
  stop(): Promise<void>;
}

const PLAIN: Readonly<Record<'error' | 'garbage' | 'gateway', ApiAnswer>> = {
  error: { status: 500, body: 'Internal Server Error' },
  garbage: { status: 200, body: '{"id": ' },
  gateway: { status: 502, body: '<html>Bad Gateway</html>' },
};

/** A provider on loopback that behaves to each mail as asked. What it does not understand is answered with 400. */
export async function startProvider(
  language: ProviderLanguage,
  behave: (mail: HandedMail, nth: number) => Behaviour = () => 'accept',
): Promise<ProviderServer> {
  const state = { arrived: [] as HandedMail[], calls: [] as ApiRequest[], connections: 0, nth: 0, now: 0, most: 0 };
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const server = createServer((incoming, response) => {
    void answer(incoming, response);
  });
  server.on('connection', () => (state.connections += 1));

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    state.now += 1;
    state.most = Math.max(state.most, state.now);
    response.on('close', () => (state.now -= 1));
    const request = await readRequest(incoming);
    state.calls.push(request);
    const refusal = language.authorize(request);
    if (refusal) {
      write(response, refusal);
      return;
    }
    let mail: HandedMail | undefined;
    try {
      mail = await language.read(request);
    } catch (error) {
      write(response, { status: 400, body: { message: `Not by the documentation: ${String(error)}` } });
      return;
    }
    if (mail) await behaveTo(mail, response);
    else write(response, language.checked());
  }

  async function behaveTo(mail: HandedMail, response: ServerResponse): Promise<void> {
    const behaviour = behave(mail, (state.nth += 1));
    if (behaviour === 'hang') return;
    if (behaviour === 'held') await released;
    if (behaviour === 'accept' || behaviour === 'held' || behaviour === 'drop') state.arrived.push(mail);
    if (behaviour === 'drop') response.destroy();
    else if (typeof behaviour === 'object') write(response, behaviour.answer);
    else if (behaviour === 'refuse') write(response, language.refusedRecipient(mail.to));
    else if (behaviour === 'throttle') write(response, language.throttled());
    else if (behaviour === 'accept' || behaviour === 'held') write(response, language.accepted(state.nth));
    else write(response, PLAIN[behaviour]);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    arrived: state.arrived,
    calls: state.calls,
    get connections() {
      return state.connections;
    },
    get mostAtOnce() {
      return state.most;
    },
    release,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers, body: Buffer.concat(chunks) };
}

function write(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  const json = typeof body === 'object';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', ...headers });
  response.end(json ? JSON.stringify(body) : body);
}
