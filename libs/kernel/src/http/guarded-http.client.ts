import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { DomainError } from '../errors/domain-error.js';
import { isPublicAddress } from './public-address.js';

export interface GuardedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For the whole exchange; 10 s unless asked otherwise. */
  readonly timeoutMs?: number;
  /** Longer answers are cut off with an error; 1 MiB unless asked otherwise. */
  readonly maxBytes?: number;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * The only way out for HTTP. It reaches public addresses alone, checks the address at connect time
 * (a name that changes between check and use gains nothing), follows no redirect and bounds time and size.
 */
export class GuardedHttpClient {
  /** `allow` names hosts that may be private, for an operator's own services and for tests. */
  constructor(private readonly allow: ReadonlySet<string> = new Set()) {}

  async send(url: string, request: GuardedRequest): Promise<GuardedResponse> {
    const target = this.parse(url);
    const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(request.timeoutMs ?? 10_000);
      const outgoing = start(
        target,
        { method: request.method, headers: request.headers, lookup: this.guardedLookup, signal, agent: false },
        (response) => {
          collect(response, request.maxBytes ?? 1_048_576).then((body) => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          }, reject);
        },
      );
      outgoing.on('error', (cause) => {
        reject(cause instanceof DomainError ? cause : unreachable(target.host, cause));
      });
      outgoing.end(request.body);
    });
  }

  private parse(url: string): URL {
    const target = URL.canParse(url) ? new URL(url) : null;
    if (!target || !['http:', 'https:'].includes(target.protocol)) {
      throw new DomainError('http.refused', `"${url}" is not an http or https address.`);
    }
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) && !this.allow.has(target.hostname) && !isPublicAddress(literal)) throw refused(target.hostname);
    return target;
  }

  private readonly guardedLookup = (hostname: string, options: LookupOptions, done: LookupCallback): void => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        done(error, []);
        return;
      }
      const usable = this.allow.has(hostname) ? addresses : addresses.filter((a) => isPublicAddress(a.address));
      const first = usable[0];
      if (!first) done(refused(hostname), []);
      else if (options.all) done(null, usable);
      else done(null, first.address, first.family);
    });
  };
}

function refused(host: string): DomainError {
  return new DomainError('http.refused', `${host} is not a public address; Tidings calls public addresses only.`);
}

function unreachable(host: string, cause: Error): DomainError {
  return new DomainError('http.unreachable', `${host} could not be reached: ${cause.message}`, { cause });
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new DomainError('http.unreachable', `The answer is larger than ${String(maxBytes)} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
