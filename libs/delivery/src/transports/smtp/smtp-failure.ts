import type { NotSent, SmtpPhase } from '../mail-transport.js';
import { refusedBy, type Reply } from './reply.js';

/** A session that could not be opened, in the terms of a hand-over. */
export class SmtpFailure extends Error {
  constructor(readonly result: NotSent) {
    super(result.response);
    this.name = 'SmtpFailure';
  }

  static atReply(reply: Reply, phase: SmtpPhase): SmtpFailure {
    return new SmtpFailure(refusedBy(reply, phase));
  }

  static without(phase: SmtpPhase, response: string): SmtpFailure {
    return new SmtpFailure({ outcome: 'deferred', phase, response });
  }
}
