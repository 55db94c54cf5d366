import type { Logger } from '#libs/kernel';
import type { MessageResults, Result } from '#libs/ledger';

/** Answers that come within this time are written in one statement. */
const GATHER_MS = 2;
const BATCH = 200;
const RETRY_MS = 500;

/**
 * Gathers answers and writes them back in batches. While the database is away it keeps them and tries again:
 * the mails have left, so their answers must not be lost while this process lives.
 */
export class ResultWriter {
  private waiting: Result[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly ledger: Pick<MessageResults, 'write'>,
    private readonly onWritten: (results: readonly Result[]) => void,
    private readonly logger: Logger,
  ) {}

  add(result: Result): void {
    this.waiting.push(result);
    if (this.waiting.length >= BATCH) this.start();
    else
      this.timer ??= setTimeout(() => {
        this.start();
      }, GATHER_MS);
  }

  /** Writes what is waiting; resolves when nothing waits any more, or when `stop` gave up. */
  async flush(): Promise<void> {
    this.start();
    await this.writing;
  }

  /** Ends the retries: what can't be written now stays `sending` and becomes `unknown` when its lease ends. */
  stop(): void {
    this.stopped = true;
  }

  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
      // An answer may have come between the last look and here.
      if (this.waiting.length > 0 && !this.stopped) this.start();
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      if (!(await this.writeUntilDone(batch))) return;
      this.onWritten(batch);
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
