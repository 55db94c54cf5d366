import { Inject, Injectable } from '@nestjs/common';
import { Config, createLogger, newUuid, type Logger } from '#libs/kernel';
import { MessageClaims, type ClaimedMessage, type Lane } from '#libs/ledger';
import { BatchSender } from './batch-sender.js';
import type { SlotHolder } from './sending-slots.js';

/** How many messages one claim takes; they are at most claimed, not sending, so a kill costs nothing but their lease. */
const CLAIM_BATCH = 500;
const RENEW_MS = 15_000;
/** How soon a lane that has become due is seen while others are at work. */
const LOOK_MS = 100;
/** Lanes at work at the same time; those of receipts and alerts come on top. */
const MAX_LANES = 8;

/**
 * Sends what is due, lane by lane: a campaign, an automation, all receipts. Lanes work side by side, so that a slow
 * relay or a hanging one holds up its own lane alone. One instance per process.
 */
@Injectable()
export class SenderService {
  private readonly owner = newUuid();
  private readonly logger: Logger;
  private readonly running = new Map<string, Promise<void>>();
  private heartbeat: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private again = false;
  private stopping = false;

  constructor(
    @Inject(Config) config: Config,
    @Inject(MessageClaims) private readonly claims: MessageClaims,
    @Inject(BatchSender) private readonly batches: BatchSender,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
  }

  /** Works until nothing is due. A mail that the server does not answer holds up nobody: drain does not wait for it. */
  async drain(): Promise<void> {
    this.again = true;
    this.draining ??= this.workThrough().finally(() => {
      this.draining = undefined;
    });
    return this.draining;
  }

  /** Takes nothing more, waits a while for answers and writes them. What is still unanswered becomes `unknown`. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.heartbeat);
    await this.batches.stop();
    await Promise.allSettled(this.running.values());
    await this.claims.leave(this.owner);
  }

  private async workThrough(): Promise<void> {
    await this.claims.renew(this.owner);
    this.heartbeat ??= this.startHeartbeat();
    while (this.again && !this.stopping) {
      this.again = false;
      await this.workOff();
    }
    await this.batches.flush();
  }

  private async workOff(): Promise<void> {
    while (!this.stopping) {
      for (const lane of await this.claims.dueLanes()) this.start(lane);
      if (this.running.size === 0) return;
      await Promise.race([...this.running.values(), new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
    }
  }

  private start(lane: Lane): void {
    const key = `${String(lane.priority)} ${lane.sourceKind} ${String(lane.lane)}`;
    if (this.running.has(key) || (lane.priority > 0 && this.running.size >= MAX_LANES)) return;
    const work = this.runLane(lane, { key, priority: lane.priority })
      .catch((error: unknown) => {
        this.logger.error({ err: error, lane: key }, 'a lane of mails stopped; it goes on with the next look');
        return new Promise<void>((resolve) => setTimeout(resolve, 10 * LOOK_MS));
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, work);
  }

  /** While one batch is composed and handed over, the next one is claimed and judged. */
  private async runLane(lane: Lane, holder: SlotHolder): Promise<void> {
    let next = this.claim(lane);
    for (;;) {
      const claimed = await next;
      if (claimed.length === 0) return;
      const judged = await this.batches.judge(claimed);
      next = this.claim(lane);
      try {
        await this.batches.send(judged, this.owner, holder);
      } catch (error) {
        await this.batches.giveBack(await next);
        throw error;
      }
    }
  }

  private async claim(lane: Lane): Promise<ClaimedMessage[]> {
    return this.stopping ? [] : this.claims.claim(this.owner, lane, CLAIM_BATCH);
  }

  private startHeartbeat(): NodeJS.Timeout {
    return setInterval(() => {
      this.claims.renew(this.owner).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'lease not renewed');
      });
    }, RENEW_MS);
  }
}
