import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { OrganisationSettings } from '#libs/accounts';
import { isDataError } from '#libs/db';
import { Clock, LOGGER, type Logger } from '#libs/kernel';
import { type Hit, ReaderHits } from '#libs/ledger';

/** With the time that writing takes, the most that a SIGKILL can lose stays below 100 ms. */
const GATHER_MS = 40;
const MAX_BATCH = 5_000;
const RETRY_MS = 500;
/** While the database is away; what comes after that is counted and dropped. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** What a hit takes beside its texts. */
const HIT_BYTES = 400;
const DRAIN_WITHIN_MS = 5_000;

interface Batch {
  readonly hits: readonly Hit[];
  /** Sent before, and nobody heard what became of it. */
  doubtful: boolean;
}

/** Gathers opens and clicks and writes them in batches. Adding one waits for nothing. */
@Injectable()
export class HitRecorder {
  private gathered: Hit[] = [];
  private batches: Batch[] = [];
  private bytes = 0;
  private dropped = 0;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ReaderHits) private readonly hits: ReaderHits,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  add(hit: Hit): void {
    const bytes = bytesOf(hit);
    if (this.closed || this.bytes + bytes > MAX_WAITING_BYTES) {
      this.dropped += 1;
      return;
    }
    this.bytes += bytes;
    this.gathered.push(hit);
    this.writeIn(GATHER_MS);
  }

  /** Nobody is answered any more. Resolves when everything is written; gives up, and says what is lost, when the database does not come back. */
  async drain(): Promise<void> {
    const end = performance.now() + DRAIN_WITHIN_MS;
    for (;;) {
      this.write();
      await this.writing;
      const left = this.batches.reduce((sum, { hits }) => sum + hits.length, this.gathered.length);
      if (left === 0) break;
      if (performance.now() > end) {
        this.logger.error({ hits: left }, 'opens and clicks are lost: the database is away while the process ends');
        break;
      }
      await pause(RETRY_MS / 2);
    }
    this.closed = true;
    clearTimeout(this.timer);
  }

  private writeIn(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.write();
    }, ms);
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writeAll());
  }

  private async writeAll(): Promise<void> {
    for (let at = 0; at < this.gathered.length; at += MAX_BATCH) {
      this.batches.push({ hits: this.gathered.slice(at, at + MAX_BATCH), doubtful: false });
    }
    this.gathered = [];
    for (let batch = this.batches[0]; batch; batch = this.batches[0]) {
      try {
        await this.writeBatch(batch);
        this.forget(batch);
      } catch (error) {
        if (!this.divide(batch, error)) {
          this.logger.warn({ err: error, waiting: this.bytes }, 'opens and clicks not written yet; trying again');
          this.writeIn(RETRY_MS);
          return;
        }
      }
    }
    if (this.dropped === 0) return;
    this.logger.error({ dropped: this.dropped }, 'opens and clicks were dropped: the database was away for too long');
    this.dropped = 0;
  }

  private async writeBatch(batch: Batch): Promise<void> {
    const { tracking } = await this.organisation.get();
    if (batch.doubtful && (await this.hits.isRecorded(batch.hits))) return;
    batch.doubtful = true;
    await this.hits.record(batch.hits, tracking, this.clock.now());
  }

  private forget({ hits }: Batch): void {
    this.batches.shift();
    for (const hit of hits) this.bytes -= bytesOf(hit);
  }

  /** One hit that the database cannot store takes no other with it: halves until it stands alone. */
  private divide(batch: Batch, error: unknown): boolean {
    if (!isDataError(error)) return false;
    const { hits } = batch;
    if (hits.length === 1) {
      this.logger.error({ err: error, message: hits[0]?.messageId }, 'an open or click cannot be stored');
      this.forget(batch);
      return true;
    }
    const middle = hits.length >> 1;
    const halves = [hits.slice(0, middle), hits.slice(middle)].map((half): Batch => ({ hits: half, doubtful: false }));
    this.batches.splice(0, 1, ...halves);
    return true;
  }
}

function bytesOf({ userAgent, url, ip }: Hit): number {
  return HIT_BYTES + userAgent.length + (url?.length ?? 0) + (ip?.length ?? 0);
}
