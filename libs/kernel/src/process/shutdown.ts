import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Tells long work that the process is about to end: check `requested` between batches and return. Raised before
 * processors are closed and connections end.
 */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly controller = new AbortController();

  get requested(): boolean {
    return this.controller.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  onModuleDestroy(): void {
    this.controller.abort();
  }
}

/** Ends the process `ms` after it was asked to stop, whatever still runs: what was under way is taken over by rows. */
export function exitAtLatest(ms: number): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), ms).unref();
    });
  }
}
