import type { HandOver, OnResult, OutgoingMail } from './mail-transport.js';

type Source = Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>;
/** Calls one of both, once: at once or later. `failed` is for what is no answer, a mistake of ours. */
type HandOverOne = (mail: OutgoingMail, answered: (result: HandOver) => void, failed: (error: unknown) => void) => void;

/** For transports that answer by promise. */
export function byPromise(handOver: (mail: OutgoingMail) => Promise<HandOver>): HandOverOne {
  return (mail, answered, failed) => {
    handOver(mail).then(answered, failed);
  };
}

const CLOSING: HandOver = { outcome: 'deferred', phase: 'connect', response: 'This process is stopping.' };

/**
 * Lets at most `limit` mails be unanswered at a time, over all running calls. Takes the next mail from a source only
 * when there is room for it, so that a slow server slows its source.
 */
export class HandOverWindow {
  /** Mails without a result, and places held for a mail that a source has yet to give. */
  private taken = 0;
  private pulling = 0;
  private closed = false;
  private readonly waiting: (() => void)[] = [];
  private readonly emptied: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Resolves when every mail taken has its result; rejects afterwards when the source or `onResult` threw. */
  async run(source: Source, handOver: HandOverOne, onResult: OnResult): Promise<void> {
    const call = new Call();
    const mails = iterate(source);
    try {
      // Waits only where it has to: a wave of mails is a list, and goes in one go.
      while (this.tryTake() || (await this.takeSlot())) {
        const next = this.pull(mails);
        const { done, value } = next instanceof Promise ? await next : next;
        if (done) return;
        this.begin(value, { call, handOver, onResult });
      }
      await mails.return?.();
    } finally {
      await call.settled();
    }
  }

  /** Takes nothing more; resolves when nothing is unanswered. */
  async close(): Promise<void> {
    this.closed = true;
    for (const wake of this.waiting.splice(0)) wake();
    if (this.unanswered > 0) await new Promise<void>((resolve) => this.emptied.push(resolve));
  }

  private get unanswered(): number {
    return this.taken - this.pulling;
  }

  private tryTake(): boolean {
    if (this.closed || this.taken >= this.limit) return false;
    this.taken += 1;
    return true;
  }

  /** False when there will be no more room: the window was closed. */
  private async takeSlot(): Promise<boolean> {
    while (!this.tryTake()) {
      if (this.closed) return false;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return true;
  }

  private freeSlot(): void {
    this.taken -= 1;
    this.waiting.shift()?.();
    if (this.unanswered === 0) for (const resolve of this.emptied.splice(0)) resolve();
  }

  /** The next mail, for the slot that was taken. Without one, or when the source throws, the slot is free again. */
  private pull(mails: Mails): Next | Promise<Next> {
    this.pulling += 1;
    let next: Next | Promise<Next>;
    try {
      next = mails.next();
    } catch (error) {
      this.pulled(false);
      throw error;
    }
    if (!(next instanceof Promise)) {
      this.pulled(!next.done);
      return next;
    }
    return next.then(
      (came) => {
        this.pulled(!came.done);
        return came;
      },
      (error: unknown) => {
        this.pulled(false);
        throw error;
      },
    );
  }

  private pulled(came: boolean): void {
    this.pulling -= 1;
    if (!came) this.freeSlot();
  }

  private begin(mail: OutgoingMail, { call, handOver, onResult }: Run): void {
    call.begin();
    const failed = (error: unknown): void => {
      this.freeSlot();
      call.fail(error);
    };
    const answered = (result: HandOver): void => {
      try {
        onResult(mail.key, result);
      } catch (error) {
        failed(error);
        return;
      }
      this.freeSlot();
      call.end();
    };
    if (this.closed) {
      answered(CLOSING);
      return;
    }
    try {
      handOver(mail, answered, failed);
    } catch (error) {
      failed(error);
    }
  }
}

interface Run {
  readonly call: Call;
  readonly handOver: HandOverOne;
  readonly onResult: OnResult;
}

type Next = IteratorResult<OutgoingMail, undefined>;
type Mails = Iterator<OutgoingMail, undefined> | AsyncIterator<OutgoingMail, undefined>;

function iterate(source: Source): Mails {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** The mails of one call that have no result yet, and the first thing that went wrong with a result. */
class Call {
  private open = 0;
  private failure: { readonly error: unknown } | undefined;
  private finish: (() => void) | undefined;

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
    if (this.open === 0) this.finish?.();
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.end();
  }

  async settled(): Promise<void> {
    if (this.open > 0) await new Promise<void>((resolve) => (this.finish = resolve));
    if (this.failure) throw this.failure.error;
  }
}
