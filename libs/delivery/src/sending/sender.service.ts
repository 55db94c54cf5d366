import { Inject, Injectable } from '@nestjs/common';
import { Config, createLogger, newUuid, type Logger } from '#libs/kernel';
import { MessageClaims, type ClaimedMessage, type Lane } from '#libs/ledger';
import { Throttles } from '../throttles/throttles.service.js';
import { BatchSender, type Judged, type LaneRoute } from './batch-sender.js';
import type { SlotHolder } from './sending-slots.js';

/** How many messages one claim takes; they are claimed, not sending, so a kill costs nothing but their lease. */
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
  /** Of whole waves: a small one at the end would cost as many statements. */
  private readonly claimSize: number;
  private readonly running = new Map<string, { readonly lane: Lane; readonly work: Promise<void> }>();
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
    this.claimSize = Math.ceil(CLAIM_BATCH / batches.wave) * batches.wave;
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
    await Promise.allSettled(this.works());
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

  /** Looks again when all lanes that were found have had their turn, or after a while: others may be more urgent. */
  private async workOff(): Promise<void> {
    let waiting: readonly Lane[] = [];
    let lookAt = 0;
    while (!this.stopping) {
      if (waiting.length === 0 || performance.now() >= lookAt) {
        waiting = await this.claims.dueLanes([...this.running.values()].map(({ lane }) => lane));
        lookAt = performance.now() + LOOK_MS;
      }
      waiting = waiting.filter((lane) => !this.start(lane));
      if (this.running.size === 0) return;
      await Promise.race([...this.works(), new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
    }
  }

  /** False when it must wait for others; what has come to one that is at work is seen by the next look. */
  private start(lane: Lane): boolean {
    const key = `${String(lane.priority)} ${lane.sourceKind} ${String(lane.lane)}`;
    if (this.running.has(key)) return true;
    if (lane.priority > 0 && this.running.size >= MAX_LANES) return false;
    const work = this.runLane(lane, { key, priority: lane.priority })
      .catch((error: unknown) => {
        this.logger.error({ err: error, lane: key }, 'a lane of mails stopped; it goes on with the next look');
        return new Promise<void>((resolve) => setTimeout(resolve, 10 * LOOK_MS));
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, { lane, work });
    return true;
  }

  private works(): Promise<void>[] {
    return [...this.running.values()].map(({ work }) => work);
  }

  private async runLane(lane: Lane, holder: SlotHolder): Promise<void> {
    const route = { owner: await this.ownName(), holder };
    let batch = await this.claimAndJudge(lane, route);
    while (batch) batch = await this.sendBatch(batch, lane, route);
    await this.batches.started(route);
  }

  /**
   * While the last mails of the batch are composed and handed over, the next one is claimed and judged: resolves with it.
   * After one that was not full the lane has ended; what has come meanwhile is seen by the next look at all lanes.
   */
  private async sendBatch(batch: Judged, lane: Lane, route: LaneRoute): Promise<Judged | null> {
    const ahead: { next?: Promise<Judged | null> } = {};
    const goOn = (): Promise<Judged | null> => {
      if (batch.claimed.length < this.claimSize) return Promise.resolve(null);
      ahead.next ??= this.claimAndJudge(lane, route);
      // It is awaited below; until then its failure is nobody's surprise.
      ahead.next.catch(() => undefined);
      return ahead.next;
    };
    try {
      await this.batches.send(batch, route, () => {
        void goOn();
      });
    } catch (error) {
      // What was claimed meanwhile is this process's as long as it lives.
      const next = await ahead.next?.catch((alsoLost: unknown) => {
        this.logger.warn({ err: alsoLost }, 'the batch after one that failed could not be claimed');
        return null;
      });
      if (next) await this.batches.giveBack(next.claimed);
      throw error;
    }
    return goOn();
  }

  /** Resolves with null when nothing is due. */
  private async claimAndJudge(lane: Lane, { owner }: LaneRoute): Promise<Judged | null> {
    const claimed = await this.claim(owner, lane);
    return claimed.length === 0 ? null : this.batches.judge(claimed);
  }

  private async claim(owner: string, lane: Lane): Promise<ClaimedMessage[]> {
    if (this.stopping) return [];
    try {
      return await this.claims.claim(owner, lane, this.claimSize);
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
