import { Inject, Injectable } from '@nestjs/common';
import { Clock, DomainError, GuardedHttpClient } from '#libs/kernel';
import { type CallResult, readRetryAfter } from './retry-plan.js';
import { signCall } from './webhook-signature.js';

const TIMEOUT_MS = 15_000;
/** Of the answer so much is kept for people to look at. */
const KEPT_CHARACTERS = 2_000;
const MAX_ANSWER_BYTES = 1_048_576;

/** A call with everything that it needs. */
export interface ReadyCall {
  /** The webhook-id header. */
  readonly id: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it is signed with, the present one first. */
  readonly secrets: readonly Buffer[];
}

/** Makes one call. */
@Injectable()
export class WebhookCaller {
  constructor(
    @Inject(GuardedHttpClient) private readonly http: GuardedHttpClient,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Never throws: what stands in the way is the result. */
  async call({ id, url, headers, body, secrets }: ReadyCall): Promise<CallResult> {
    const at = this.clock.now();
    const began = performance.now();
    const signed = signCall({ id, at, body }, secrets);
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
