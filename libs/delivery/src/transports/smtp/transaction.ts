import type { HandOver, NotSent, OutgoingMail, SmtpPhase } from '../mail-transport.js';

/** One mail on its way through one connection. */
export class Transaction {
  /** The phase whose answer is awaited. */
  phase: SmtpPhase = 'mail';
  /** The first refusal of its envelope; further refusals are its consequence. */
  refusal: NotSent | undefined;

  /** Of its recipient, in lower case. */
  readonly domain: string;

  /** Its commands went out together; without pipelining, each waits for the answer to the one before. */
  grouped = false;

  constructor(
    readonly mail: OutgoingMail,
    readonly done: (result: HandOver) => void,
  ) {
    this.domain = domainOf(mail.to);
  }

  /** Nothing of the mail but its MAIL command is out, and the server has not answered it. */
  get untouched(): boolean {
    return this.phase === 'mail' && !this.refusal;
  }

  /** The result when the connection is gone: with the final dot out, the server may have taken the mail. */
  lost(response: string): NotSent {
    if (this.refusal) return this.refusal;
    return { outcome: this.phase === 'after_dot' ? 'unknown' : 'deferred', phase: this.phase, response };
  }

  /** Back to the start, for another connection. */
  restart(): this {
    this.phase = 'mail';
    this.refusal = undefined;
    return this;
  }
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
