import { DomainError, HttpConnections, UnansweredError, type GuardedResponse } from '#libs/kernel';
import { isAscii } from 'node:buffer';
import { toWireAddress } from '../mime/mail-address.js';
import { byPromise, HandOverWindow } from '../transports/hand-over-window.js';
import type {
  HandOver,
  MailTransport,
  NotSent,
  OnResult,
  OutgoingMail,
  TransportCheck,
  TransportRuntime,
} from '../transports/mail-transport.js';
import { readMailContent } from './mail-content.js';
import type { Provider, ProviderAnswer, ProviderRequest } from './provider.js';
import { accountRefused, contentRefused, unclear } from './provider-verdicts.js';

interface CallSettings {
  readonly connections: number;
  readonly timeout_s: number;
}

/** How long `close` waits for answers: Ctrl-C has ten seconds for everything. */
const CLOSE_MS = 5_000;
/** What is wrong with an account is asked about again after this time; until then every mail gets the same answer. */
const ACCOUNT_PAUSE_MS = 10_000;
const UNREACHABLE_PAUSE_MS = 1_000;
/** A provider that is too busy without saying for how long. */
const BUSY_PAUSE_MS = 1_000;
/** Longer waits are the ledger's: a mail that is being handed over is lost sight of when this process is killed. */
const MAX_WAIT_MS = 10_000;
const MAX_CALLS = 5;

const STOPPING: NotSent = { outcome: 'deferred', phase: 'connect', response: 'This process is stopping.' };

/** Mails over HTTP, one call each, over connections that stay open. */
export class ProviderTransport implements MailTransport {
  private readonly window: HandOverWindow;
  private readonly connections: HttpConnections;
  private readonly sleeping = new Set<() => void>();
  private stopping = false;
  /** Nobody calls before `until`: what was to be called meanwhile waits, or has `result` at once. */
  private pause: { readonly until: number; readonly result: NotSent; readonly waits: boolean } | undefined;

  constructor(
    private readonly provider: Provider,
    private readonly settings: CallSettings,
    private readonly runtime: TransportRuntime,
  ) {
    const size = Math.min(settings.connections, runtime.limit);
    this.window = new HandOverWindow(size);
    this.connections = new HttpConnections(size);
  }

  send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void> {
    return this.window.run(
      mails,
      byPromise((mail) => this.handOver(mail)),
      onResult,
    );
  }

  async verify(): Promise<TransportCheck> {
    const request = this.provider.checkRequest();
    try {
      const { ok, response } = this.provider.judgeCheck(await this.call(request));
      const phase = ok ? undefined : ('auth' as const);
      return { ok, phase, response, secure: request.url.startsWith('https:'), extensions: [] };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ok: false, phase: 'connect', response: error.message, secure: false, extensions: [] };
    }
  }

  async close(): Promise<void> {
    this.stopping = true;
    for (const wake of this.sleeping) wake();
    const cut = setTimeout(() => {
      this.connections.close();
    }, CLOSE_MS);
    await this.window.close();
    clearTimeout(cut);
    this.connections.close();
  }

  private async handOver(mail: OutgoingMail): Promise<HandOver> {
    const request = this.prepare(mail);
    if ('outcome' in request) return request;
    for (let calls = 1; ; calls += 1) {
      const refusal = await this.waitForTurn();
      if (refusal) return refusal;
      const result = await this.callFor(request);
      if (result.outcome !== 'deferred') return result;
      this.slowDown(result);
      if (result.provider !== 'busy' || calls >= MAX_CALLS || !this.pause?.waits) return result;
    }
  }

  private prepare(mail: OutgoingMail): ProviderRequest | NotSent {
    try {
      const to = toWireAddress(mail.to);
      if (mail.from !== '') toWireAddress(mail.from);
      if (!isAscii(Buffer.from(to))) {
        return contentRefused(this.provider, 'The address needs SMTPUTF8, which providers do not take.', '5.6.7');
      }
      return this.provider.sendRequest({ ...mail, to }, readMailContent(mail.raw));
    } catch (error) {
      if (!(error instanceof DomainError)) return contentRefused(this.provider, messageOf(error));
      return { outcome: 'failed', phase: 'rcpt', enhanced: '5.1.3', response: error.message };
    }
  }

  /** Resolves with a result for a mail that shall not be tried now. */
  private async waitForTurn(): Promise<NotSent | undefined> {
    for (;;) {
      if (this.stopping) return STOPPING;
      const { pause } = this;
      const leftMs = pause ? pause.until - performance.now() : 0;
      if (!pause || leftMs <= 0) return undefined;
      if (!pause.waits) return pause.result;
      await this.sleep(leftMs);
    }
  }

  /** Ends early when the transport is closed. */
  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleeping.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleeping.add(wake);
    });
  }

  /** Never throws: whatever happens is a result. */
  private async callFor(request: ProviderRequest): Promise<HandOver> {
    try {
      return this.provider.judge(await this.call(request));
    } catch (error) {
      if (error instanceof UnansweredError && error.mayHaveArrived) return unclear(this.provider, error.message);
      if (error instanceof UnansweredError) {
        return { outcome: 'deferred', phase: 'connect', provider: 'unreachable', response: error.message };
      }
      // The address of the interface is none that may be called.
      return accountRefused(this.provider, messageOf(error));
    }
  }

  private async call({ url, method, headers, body }: ProviderRequest): Promise<ProviderAnswer> {
    const timeoutMs = this.settings.timeout_s * 1000;
    const { connections } = this;
    const sent = { method, headers, timeoutMs, connections, ...(body === undefined ? {} : { body }) };
    return toAnswer(await this.runtime.http.send(url, sent));
  }

  private slowDown(result: NotSent): void {
    const pauseMs = pauseAfter(result);
    if (pauseMs === 0) return;
    const waits = result.provider === 'busy' && pauseMs <= MAX_WAIT_MS;
    const until = performance.now() + Math.min(pauseMs, 60_000);
    // Answers to calls that were under way already must not shorten what another asked for.
    if (!this.pause || this.pause.until < until) this.pause = { until, result, waits };
  }
}

/** 0: what was said is about one mail, others may go on. */
function pauseAfter({ provider, retryAfterMs }: NotSent): number {
  if (provider === 'busy') return retryAfterMs ?? BUSY_PAUSE_MS;
  if (provider === 'account') return ACCOUNT_PAUSE_MS;
  return provider === 'unreachable' ? UNREACHABLE_PAUSE_MS : 0;
}

function toAnswer({ status, headers, body }: GuardedResponse): ProviderAnswer {
  const text = body.toString('utf8');
  return { status, headers, body: text, json: toObject(text) };
}

function toObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
