import type { HandOver, OnResult, OutgoingMail } from './mail-transport.js';

type Source = Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>;
type HandOverOne = (mail: OutgoingMail) => Promise<HandOver>;

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
      while (await this.takeSlot()) {
        const { done, value } = await this.pull(mails);
        if (done) return;
        call.add(this.answer(value, handOver, onResult));
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

  /** False when there will be no more room: the window was closed. */
  private async takeSlot(): Promise<boolean> {
    while (this.taken >= this.limit && !this.closed) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.closed) return false;
    this.taken += 1;
    return true;
  }

  private freeSlot(): void {
    this.taken -= 1;
    this.waiting.shift()?.();
    if (this.unanswered === 0) for (const resolve of this.emptied.splice(0)) resolve();
  }

  private async pull(mails: Mails): Promise<IteratorResult<OutgoingMail, undefined>> {
    let came = false;
    this.pulling += 1;
    try {
      const next = await mails.next();
      came = !next.done;
      return next;
    } finally {
      this.pulling -= 1;
      if (!came) this.freeSlot();
    }
  }

  private async answer(mail: OutgoingMail, handOver: HandOverOne, onResult: OnResult): Promise<void> {
    try {
      onResult(mail.key, this.closed ? CLOSING : await handOver(mail));
    } finally {
      this.freeSlot();
    }
  }
}

type Mails = Iterator<OutgoingMail, undefined> | AsyncIterator<OutgoingMail, undefined>;

function iterate(source: Source): Mails {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** The mails of one call that have no result yet, and the first thing that went wrong with a result. */
class Call {
  private open = 0;
  private failure: { readonly error: unknown } | undefined;
  private finish: (() => void) | undefined;

  add(answered: Promise<void>): void {
    this.open += 1;
    const close = (): void => {
      this.open -= 1;
      if (this.open === 0) this.finish?.();
    };
    answered.then(close, (error: unknown) => {
      this.failure ??= { error };
      close();
    });
  }

  async settled(): Promise<void> {
    if (this.open > 0) await new Promise<void>((resolve) => (this.finish = resolve));
    if (this.failure) throw this.failure.error;
  }
}
