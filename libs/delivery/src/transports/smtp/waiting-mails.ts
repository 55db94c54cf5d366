import type { HandOver, OutgoingMail } from '../mail-transport.js';
import { Transaction } from './transaction.js';

/** Mails that wait for a connection. */
export class WaitingMails {
  private readonly queue: Transaction[] = [];

  get count(): number {
    return this.queue.length;
  }

  add(mail: OutgoingMail): Promise<HandOver> {
    return new Promise((resolve) => this.queue.push(new Transaction(mail, resolve)));
  }

  /** The first whose domain may have one more connection; when none may, the first. */
  next(mayHaveMore: (domain: string) => boolean): Transaction | undefined {
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
    this.queue.unshift(transaction);
  }

  /** Gives those that wait this result, all of them or those of a domain. */
  tell(result: HandOver, domain?: string): void {
    for (const transaction of this.queue.splice(0)) {
      if (domain === undefined || transaction.domain === domain) transaction.done(result);
      else this.queue.push(transaction);
    }
  }
}
