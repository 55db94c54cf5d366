import { Inject, Injectable } from '@nestjs/common';
import { Config, createLogger, newUuid, type Logger } from '#libs/kernel';
import { MessageClaims, type ClaimedMessage, type Lane } from '#libs/ledger';
import { Throttles } from '../throttles/throttles.service.js';
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
  /** Under which name this process holds messages; null until it has said that it lives. */
  private owner: string | null = null;
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
    @Inject(Throttles) throttles: Throttles,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
    throttles.onTurn(() => {
      this.drainQuietly();
    });
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
    if (this.owner !== null) await this.claims.leave(this.owner);
  }

  /** For a caller that does not wait; what went wrong is tried again at the next signal. */
  private drainQuietly(): void {
    if (this.stopping) return;
    this.drain().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'mails whose turn has come are left for the next look');
    });
  }

  private async workThrough(): Promise<void> {
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
    const owner = await this.ownName();
    let claimed = await this.claim(owner, lane);
    while (claimed.length > 0) {
      const judged = await this.batches.judge(claimed);
      const [next, sent] = await Promise.allSettled([
        this.claim(owner, lane),
        this.batches.send(judged, owner, holder),
      ]);
      if (sent.status === 'rejected') {
        // What was claimed meanwhile is this process's as long as it lives.
        if (next.status === 'fulfilled') await this.batches.giveBack(next.value);
        throw sent.reason;
      }
      if (next.status === 'rejected') throw next.reason;
      claimed = next.value;
    }
  }

  private async claim(owner: string, lane: Lane): Promise<ClaimedMessage[]> {
    if (this.stopping) return [];
    try {
      return await this.claims.claim(owner, lane, CLAIM_BATCH);
    } catch (error) {
      // Perhaps it was committed and only the answer got lost: what nobody knows of is freed when the name's lease ends.
      if (this.owner === owner) this.owner = null;
      throw error;
    }
  }

  private async ownName(): Promise<string> {
    if (this.owner === null) {
      const name = newUuid();
      await this.claims.renew(name);
      this.owner ??= name;
    }
    return this.owner;
  }

  private startHeartbeat(): NodeJS.Timeout {
    return setInterval(() => {
      if (this.owner === null) return;
      this.claims.renew(this.owner).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'lease not renewed');
      });
    }, RENEW_MS);
  }
}
