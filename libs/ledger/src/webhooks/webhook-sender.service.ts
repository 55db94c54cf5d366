import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, DomainError, GuardedHttpClient } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { readRetryAfter, type CallResult } from './retry-plan.js';
import { WebhookClaims, type ClaimedWebhook, type WebhookLane } from './webhook-claims.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { signCall } from './webhook-signature.js';

/** Calls to one host that are under way at the same time. */
const AT_ONCE = 10;
const TIMEOUT_MS = 15_000;
/** Of the answer so much is kept for people to look at. */
const KEPT_CHARACTERS = 2_000;
const MAX_ANSWER_BYTES = 1_048_576;
const SWEEP_MS = 1_000;

/** Makes the calls that are due, host by host. */
@Injectable()
export class WebhookSender implements OnModuleInit, BeforeApplicationShutdown {
  /** Hosts that this process calls now. */
  private readonly busy = new Set<string>();
  private stopping = false;

  constructor(
    @Inject(WebhookClaims) private readonly claims: WebhookClaims,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
    @Inject(GuardedHttpClient) private readonly http: GuardedHttpClient,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'webhooks.deliver', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** What is under way ends by itself; nothing new begins. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** Calls until nothing is due but to hosts that others of this process are calling. */
  async deliverDue(): Promise<void> {
    for (;;) {
      const lanes = firstOfEachHost((await this.claims.lanes()).filter(({ host }) => !this.busy.has(host)));
      const moved = await Promise.all(lanes.map((lane) => this.drive(lane)));
      if (!moved.some((count) => count > 0)) return;
    }
  }

  private async findDue(): Promise<Record<string, never>[]> {
    await this.claims.expire();
    return (await this.claims.lanes()).length > 0 ? [{}] : [];
  }

  private async drive(lane: WebhookLane): Promise<number> {
    if (this.busy.has(lane.host)) return 0;
    this.busy.add(lane.host);
    try {
      for (let total = 0; ;) {
        const calls = this.stopping ? [] : await this.claims.claim(lane, AT_ONCE);
        if (calls.length === 0) return total;
        const results = await Promise.all(calls.map(async (call) => ({ call, result: await this.make(call) })));
        await this.claims.write(results);
        total += calls.length;
      }
    } finally {
      this.busy.delete(lane.host);
    }
  }

  private async make({ key, url, headers, body }: ClaimedWebhook): Promise<CallResult> {
    const at = this.clock.now();
    const began = performance.now();
    const signed = signCall({ id: `msg_${key}`, at, body }, this.secrets.all());
    const common = { 'content-type': 'application/json', 'user-agent': 'Tidings', ...headers, ...signed };
    const request = {
      method: 'POST',
      headers: { ...common, 'content-length': String(Buffer.byteLength(body)) },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    } as const;
    const took = (): number => Math.round(performance.now() - began);
    try {
      const answer = await this.http.send(url, request);
      const response = answer.body.toString('utf8').replaceAll('\0', '').slice(0, KEPT_CHARACTERS);
      const error = answer.status >= 200 && answer.status < 300 ? null : `The answer was ${String(answer.status)}`;
      const retryAfterMs = readRetryAfter(answer.headers['retry-after'], at);
      return { status: answer.status, response, error, hopeless: false, retryAfterMs, durationMs: took() };
    } catch (error) {
      // Whatever it is, it is this call's alone: the others of the batch keep their answers.
      const hopeless = error instanceof DomainError && error.code === 'http.refused';
      const reason = error instanceof Error ? error.message : String(error);
      return { status: null, response: null, error: reason, hopeless, retryAfterMs: null, durationMs: took() };
    }
  }
}

/** Sources take turns at a host: one lane at a time keeps the number of calls to it in bounds. */
function firstOfEachHost(lanes: readonly WebhookLane[]): WebhookLane[] {
  return [...new Map([...lanes].reverse().map((lane) => [lane.host, lane])).values()];
}
