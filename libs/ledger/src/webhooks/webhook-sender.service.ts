import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseTrouble } from '#libs/db';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '#libs/queue';
import { CallTargets } from './call-targets.service.js';
import { EndpointHealth, type MadeCall } from './endpoint-health.service.js';
import type { CallResult } from './retry-plan.js';
import { WebhookCaller } from './webhook-caller.service.js';
import { WebhookClaims, type ClaimedWebhook, type WebhookLane } from './webhook-claims.js';

/** Calls to one host that are under way at the same time. */
const AT_ONCE = 10;
const SWEEP_MS = 1_000;
const RETRY_MS = 500;

/** Makes the calls that are due, host by host. */
@Injectable()
export class WebhookSender implements OnModuleInit, BeforeApplicationShutdown {
  /** Hosts that this process calls now. */
  private readonly busy = new Set<string>();
  private stopping = false;

  constructor(
    @Inject(WebhookClaims) private readonly claims: WebhookClaims,
    @Inject(CallTargets) private readonly targets: CallTargets,
    @Inject(WebhookCaller) private readonly caller: WebhookCaller,
    @Inject(EndpointHealth) private readonly health: EndpointHealth,
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
        const made = await this.makeAll(calls);
        await this.keep(made);
        await this.health.note(made);
        total += calls.length;
      }
    } finally {
      this.busy.delete(lane.host);
    }
  }

  /** The calls were made: while the database is away their answers are kept, or others would make them again. */
  private async keep(made: readonly MadeCall[]): Promise<void> {
    for (;;) {
      try {
        await this.claims.write(made);
        return;
      } catch (error) {
        if (this.stopping || !isDatabaseTrouble(error)) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  /** Makes them side by side, and notes for each endpoint how it went. */
  private async makeAll(calls: readonly ClaimedWebhook[]): Promise<MadeCall[]> {
    const ready = await this.targets.resolve(calls);
    return Promise.all(
      calls.map(async (call, index) => {
        const one = ready[index];
        return { call, result: one ? await this.caller.call(one) : NO_SECRET };
      }),
    );
  }
}

/** Nobody could check it. */
const NO_SECRET: CallResult = {
  ...{ status: null, response: null, hopeless: true, retryAfterMs: null, durationMs: 0 },
  error: 'Its secret or the value of a header is not kept here: write it again',
};

/** Sources take turns at a host: one lane at a time keeps the number of calls to it in bounds. */
function firstOfEachHost(lanes: readonly WebhookLane[]): WebhookLane[] {
  return [...new Map([...lanes].reverse().map((lane) => [lane.host, lane])).values()];
}
