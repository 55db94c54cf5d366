import type { Logger } from '#libs/kernel';
import type { MailHandOver, MessageResults, Result } from '#libs/ledger';
import type { Exchange } from './sending-slots.js';

/** Mails that wait for the slots of others, and for which process. */
export interface WaitingWave {
  readonly owner: string;
  readonly mails: readonly MailHandOver[];
}

/** So long an answer waits for others, to be written in one statement with them. */
const GATHER_MS = 15;
const BATCH = 200;
const RETRY_MS = 500;

/**
 * Gathers answers and writes them back in batches. While the database is away it keeps them and tries again:
 * the mails have left, so their answers must not be lost while this process lives.
 */
export class ResultWriter {
  private waiting: Result[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<boolean> | undefined;
  private stopped = false;

  constructor(
    private readonly ledger: Pick<MessageResults, 'write' | 'writeAndMark'>,
    /** The wave that may take the slots of these, once they are written. */
    private readonly next: (results: readonly Result[]) => Exchange<WaitingWave> | undefined,
    private readonly onWritten: (results: readonly Result[]) => void,
    private readonly logger: Logger,
    /** So many wait for no more. */
    private readonly enough: number,
  ) {}

  add(result: Result): void {
    this.waiting.push(result);
    this.gather();
  }

  /** Writes what is waiting; resolves when nothing waits any more, or when `stop` gave up. */
  async flush(): Promise<void> {
    let written = true;
    while (written && (this.waiting.length > 0 || this.writing)) written = await this.start();
  }

  /** Ends the retries: what can't be written now stays `sending` and becomes `unknown` when its lease ends. */
  stop(): void {
    this.stopped = true;
  }

  private gather(): void {
    if (this.waiting.length === 0 || this.writing) return;
    if (this.waiting.length >= this.enough) void this.start();
    else
      this.timer ??= setTimeout(() => {
        void this.start();
      }, GATHER_MS);
  }

  /** One statement at a time. Resolves with whether it was written. */
  private start(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.writeBatch().finally(() => {
      this.writing = undefined;
      if (!this.stopped) this.gather();
    });
    return this.writing;
  }

  private async writeBatch(): Promise<boolean> {
    const batch = this.waiting.splice(0, BATCH);
    if (!(await this.writeInExchange(batch)) && !(await this.writeUntilDone(batch))) return false;
    this.onWritten(batch);
    return true;
  }

  /** Writes the answers in one statement with the marks of the next wave; false when there is none, or it failed. */
  private async writeInExchange(batch: readonly Result[]): Promise<boolean> {
    const exchange = batch.every(({ verdict }) => verdict.state === 'sent') ? this.next(batch) : undefined;
    if (!exchange) return false;
    const { owner, mails } = exchange.wave;
    const marked = this.ledger.writeAndMark(batch, owner, mails);
    exchange.settle(marked);
    try {
      await marked;
      return true;
    } catch {
      // The wave's owner hears of it, too, and says so.
      return false;
    }
  }

  private async writeUntilDone(batch: readonly Result[]): Promise<boolean> {
    for (;;) {
      try {
        await this.ledger.write(batch);
        return true;
      } catch (error) {
        this.logger.error({ err: error, messages: batch.length }, 'answers not written yet; trying again');
        if (this.stopped) return false;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
