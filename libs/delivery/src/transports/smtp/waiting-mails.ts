import type { HandOver } from '../mail-transport.js';
import type { Transaction } from './transaction.js';

/** Mails that wait for a connection. */
export class WaitingMails {
  private readonly queue: Transaction[] = [];
  /** False when all that wait are surely for one domain: then there is nobody to be fair to. */
  private isMixed = false;

  get count(): number {
    return this.queue.length;
  }

  add(transaction: Transaction): void {
    this.compare(transaction, this.queue.at(-1));
    this.queue.push(transaction);
  }

  /** The first whose domain may have one more connection; when none may, the first. */
  next(mayHaveMore: (domain: string) => boolean): Transaction | undefined {
    if (!this.isMixed) return this.queue.shift();
    const full = new Set<string>();
    const fair = this.queue.findIndex(({ domain }) => {
      if (full.has(domain)) return false;
      if (mayHaveMore(domain)) return true;
      full.add(domain);
      return false;
    });
    return this.queue.splice(Math.max(fair, 0), 1)[0];
  }

  /** It is the first again. */
  putBack(transaction: Transaction): void {
    this.compare(transaction, this.queue[0]);
    this.queue.unshift(transaction);
  }

  /** Gives those that wait this result, all of them or those of a domain. */
  tell(result: HandOver, domain?: string): void {
    for (const transaction of this.queue.splice(0)) {
      if (domain === undefined || transaction.domain === domain) transaction.done(result);
      else this.queue.push(transaction);
    }
  }

  private compare({ domain }: Transaction, beside: Transaction | undefined): void {
    if (!beside) this.isMixed = false;
    else if (beside.domain !== domain) this.isMixed = true;
  }
}
