import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { lookup as lookupPromise } from 'node:dns/promises';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../errors/domain-error.js';
import type { HttpConnections } from './http-connections.js';
import { isPublicAddress } from './public-address.js';
import { UnansweredError } from './unanswered.error.js';

export interface GuardedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For the whole exchange; 10 s unless asked otherwise. */
  readonly timeoutMs?: number;
  /** Longer answers are cut off with an error; 1 MiB unless asked otherwise. */
  readonly maxBytes?: number;
  /** Where connections are kept between requests; a new one for each request when there is none. */
  readonly connections?: HttpConnections;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Whoever saves an address waits no longer to hear about it. */
const LOOKUP_MS = 2_000;

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * The only way out for HTTP. It reaches public addresses alone, checks the address at connect time
 * (a name that changes between check and use gains nothing), follows no redirect and bounds time and size.
 */
export class GuardedHttpClient {
  /** `allow` names hosts that may be private, for an operator's own services and for tests. */
  constructor(private readonly allow: ReadonlySet<string> = new Set()) {}

  /** Throws `http.refused`, and {@link UnansweredError} (`http.unreachable`) for everything that ends without an answer. */
  async send(url: string, request: GuardedRequest): Promise<GuardedResponse> {
    const target = this.parse(url);
    const { method, headers, body, connections, timeoutMs = 10_000 } = request;
    const signal = AbortSignal.timeout(timeoutMs);
    const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const agent = connections?.agentFor(target.protocol) ?? false;
    return new Promise((resolve, reject) => {
      const outgoing = start(target, { method, headers, lookup: this.guardedLookup, signal, agent }, (response) => {
        collect(response, request.maxBytes ?? 1_048_576).then((whole) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole });
        }, reject);
      });
      const mayHaveArrived = watchConnection(outgoing);
      outgoing.on('error', (cause) => {
        reject(cause instanceof DomainError ? cause : unreachable(target.host, cause, mayHaveArrived()));
      });
      outgoing.end(body);
    });
  }

  /**
   * Why an address would not be called, as far as can be told without calling it; null when nothing is against it. A
   * name that leads nowhere, or is not answered for in time, is another trouble and may come to be good.
   */
  async refusal(url: string): Promise<string | null> {
    try {
      const { hostname } = this.parse(url);
      if (isIP(hostname.replace(/^\[|\]$/g, '')) || this.allow.has(hostname)) return null;
      const addresses = await Promise.race([lookupAll(hostname), sleep(LOOKUP_MS, [], { ref: false })]);
      const isRefused = addresses.length > 0 && !addresses.some(({ address }) => isPublicAddress(address));
      return isRefused ? refused(hostname).message : null;
    } catch (error) {
      if (error instanceof DomainError) return error.message;
      throw error;
    }
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

async function lookupAll(hostname: string): Promise<LookupAddress[]> {
  try {
    return await lookupPromise(hostname, { all: true });
  } catch {
    // Nobody has the name, or nobody can say who.
    return [];
  }
}

function refused(host: string): DomainError {
  return new DomainError('http.refused', `${host} is not a public address; Tidings calls public addresses only.`);
}

/**
 * Tells whether the server may have the request: from the moment there is a connection. What is written to it is out
 * of our hands, and an error says nothing about how much of it arrived.
 */
function watchConnection(outgoing: ClientRequest): () => boolean {
  let connected = false;
  outgoing.once('socket', (socket) => {
    if (outgoing.reusedSocket || !socket.connecting) connected = true;
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (connected = true));
  });
  return () => connected;
}

function unreachable(host: string, cause: Error, mayHaveArrived: boolean): DomainError {
  return new UnansweredError(`${host} could not be reached: ${cause.message}`, { mayHaveArrived, cause });
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new Error(`The answer is larger than ${String(maxBytes)} bytes.`);
      chunks.push(chunk);
    }
  } catch (cause) {
    response.destroy();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnansweredError(`The answer broke off: ${reason}`, { mayHaveArrived: true, cause });
  }
  return Buffer.concat(chunks);
}
