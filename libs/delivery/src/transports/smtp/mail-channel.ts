import { namesRecipient } from '../mail-transport.js';
import { toDataChunks } from './dot-stuffing.js';
import type { SmtpSession } from './open-session.js';
import { refusedBy, type Reply } from './reply.js';
import type { Transaction } from './transaction.js';
import { toWireEnvelope } from './wire-envelope.js';

/** What a channel asks of the pool it belongs to. */
export interface ChannelOwner {
  /** Whether commands may go out in groups: false once the server has answered out of order. */
  readonly pipelining: boolean;
  /** The next mail that waits, if any; it is the channel's from then on. */
  next(channel: MailChannel): Transaction | undefined;
  /** A mail whose connection gave it up before the server said a word about it. */
  putBack(transaction: Transaction): void;
  /** The server sits on an answer. */
  stalled(): void;
  /** The server does not answer in the order of the commands. */
  outOfOrder(): void;
  /** The connection is gone; every mail on it has its result or was put back. `farewell`: the 421 that announced it. */
  ended(channel: MailChannel, farewell: Farewell | undefined): void;
}

/** A 421 (RFC 5321, 3.8) in the place of an answer. */
export interface Farewell {
  readonly reply: Reply;
  /** Whom the mail was for that it answered; none when the server had not heard of a recipient. */
  readonly recipient: string | undefined;
}

export interface ChannelSettings {
  readonly maxMessages: number;
  /** An answer that takes longer counts as stalled: nobody else shall wait for it. */
  readonly stallMs: number;
}

type Step = 'rset' | 'mail' | 'rcpt' | 'data' | 'empty' | 'dot' | 'quit';

interface Command {
  readonly step: Step;
  readonly transaction?: Transaction | undefined;
  readonly line: string;
}

const GOODBYE_MS = 1_000;
/** A larger body goes out first and its final dot when all of it is out: until then it surely has not arrived. */
const WHOLE_BODY_BYTES = 64 * 1024;

/** Whether a reply can be the answer to a command at all. */
function isAnswerTo(step: Step, { code }: Reply): boolean {
  if (step === 'data') return code === 354 || code >= 400;
  if (step === 'rset') return code < 300;
  return code < 300 || code >= 400 || step === 'quit';
}

/**
 * Sends mails over one open session. With PIPELINING the envelope of the next mail goes out right behind the body of
 * the one before (RFC 2920, 3.1), so that a mail costs one round trip; its body waits for its own 354. Replies come in
 * the order of the commands: each is matched with the step that awaits it.
 *
 * Some servers answer what was sent behind the dot before the dot itself. A 354 where none can be shows it. So the
 * answer to a dot counts only when the answers to MAIL and RCPT behind it were none, too; otherwise the true one is
 * waited for, and that server hears no more command groups.
 */
export class MailChannel {
  /** When the last mail had its result; the pool closes what is idle for long. */
  idleSince = performance.now();
  private readonly awaited: Command[] = [];
  /** Without pipelining: the commands that follow the awaited one. */
  private later: Command[] = [];
  /** Mails on this connection without a result: one whose body is out and at most one behind it. */
  private readonly open = new Set<Transaction>();
  private readonly offersPipelining: boolean;
  /** An answer to a final dot that the answers behind it have yet to confirm. */
  private held: { readonly transaction: Transaction; readonly reply: Reply } | undefined;
  /** The connection has no further use; it only waits for the true answer to a dot. */
  private spent = false;
  private readonly stallTimer: NodeJS.Timeout;
  private messages = 0;
  private needsReset = false;
  private leaving = false;
  private isStalled = false;

  constructor(
    private readonly session: SmtpSession,
    private readonly settings: ChannelSettings,
    private readonly owner: ChannelOwner,
  ) {
    this.offersPipelining = session.keywords.has('PIPELINING');
    this.stallTimer = setTimeout(() => {
      this.stall();
    }, settings.stallMs).unref();
    session.socket.onReply = (reply) => {
      this.take(reply);
    };
    session.socket.onEnd = (reason) => {
      this.end(reason, undefined);
    };
  }

  get idle(): boolean {
    return this.open.size === 0;
  }

  /** Of the recipient of the mail that was begun last, while it has no result. */
  get domain(): string | undefined {
    return [...this.open].at(-1)?.domain;
  }

  /** Nobody should wait for this connection: the server has owed an answer for long. */
  get stalled(): boolean {
    return this.isStalled || this.spent;
  }

  /** Whether a mail can be begun now. */
  get free(): boolean {
    if (this.leaving || this.isStalled || this.messages >= this.settings.maxMessages) return false;
    return (
      this.idle || (this.pipelined && this.awaited.length === 1 && this.awaited[0]?.transaction?.phase === 'after_dot')
    );
  }

  private get pipelined(): boolean {
    return this.offersPipelining && this.owner.pipelining;
  }

  /** Begins waiting mails as far as there is room. `chunks` is what goes out before them. */
  fill(chunks: (Buffer | string)[] = []): void {
    while (this.free) {
      const transaction = this.owner.next(this);
      if (!transaction) break;
      this.begin(transaction, chunks);
    }
    this.write(chunks);
    if (this.idle && this.messages >= this.settings.maxMessages) this.leave();
  }

  /** Begins no more mails; says goodbye when nothing is under way. */
  leave(): void {
    const alreadyLeft = this.awaited.some(({ step }) => step === 'quit');
    this.leaving = true;
    if (!this.idle || alreadyLeft) return;
    this.awaited.push({ step: 'quit', line: 'QUIT\r\n' });
    this.write(['QUIT\r\n']);
    setTimeout(() => {
      this.abort('No goodbye');
    }, GOODBYE_MS).unref();
  }

  /** Ends at once; mails under way get the result of a lost connection. */
  abort(reason: string): void {
    this.session.socket.end(reason);
  }

  private begin(transaction: Transaction, chunks: (Buffer | string)[]): void {
    const envelope = toWireEnvelope(transaction.mail, this.session);
    if ('outcome' in envelope) {
      transaction.done(envelope);
      return;
    }
    this.open.add(transaction);
    this.messages += 1;
    const commands: Command[] = [
      { step: 'mail', transaction, line: envelope.mail },
      { step: 'rcpt', transaction, line: envelope.rcpt },
      { step: 'data', transaction, line: 'DATA\r\n' },
    ];
    if (this.needsReset) commands.unshift({ step: 'rset', line: 'RSET\r\n' });
    this.needsReset = false;
    transaction.grouped = this.pipelined;
    if (!transaction.grouped) this.later = commands.splice(1);
    this.awaited.push(...commands);
    chunks.push(commands.map(({ line }) => line).join(''));
  }

  private write(chunks: readonly (Buffer | string)[]): void {
    if (chunks.length === 0) return;
    this.session.socket.expectReply();
    this.stallTimer.refresh();
    this.session.socket.write(chunks);
  }

  private take(reply: Reply): void {
    const command = this.awaited.shift();
    if (reply.code === 421 || !command) {
      this.closedByServer(reply, command);
      return;
    }
    if (isAnswerTo(command.step, reply)) this.onReply(command, reply);
    else this.onNonsense(reply);
    if (this.spent && !this.held && this.awaited.length === 0) this.abort('The connection was out of step');
    this.isStalled = false;
    this.stallTimer.refresh();
    if (this.awaited.length === 0) this.session.socket.expectNothing();
    if (this.session.socket.ended === undefined) this.proceed();
  }

  private proceed(): void {
    if (this.spent) return;
    const [next] = this.later.splice(0, 1);
    if (next) {
      this.awaited.push(next);
      this.write([next.line]);
    } else if (this.idle || this.free) {
      this.fill();
    }
    if (this.leaving) this.leave();
  }

  private onReply({ step, transaction }: Command, reply: Reply): void {
    if (step !== 'mail') this.releaseHeld();
    if (step === 'quit') this.abort('Goodbye');
    else if (!transaction) return;
    else if (step === 'mail') this.onEnvelope(transaction, reply, 'mail', 'rcpt');
    else if (step === 'rcpt') this.onEnvelope(transaction, reply, 'rcpt', 'data');
    else if (step === 'data') this.onData(transaction, reply);
    else if (step === 'dot') this.onDot(transaction, reply);
    else this.finish(transaction, transaction.refusal ?? refusedBy(reply, 'data'));
  }

  private onEnvelope(transaction: Transaction, reply: Reply, phase: 'mail' | 'rcpt', then: 'rcpt' | 'data'): void {
    transaction.phase = then;
    if (reply.code < 300) return;
    transaction.refusal ??= refusedBy(reply, phase);
    // Without pipelining nothing of this mail is out behind the refused command.
    if (this.later.length > 0) this.refuse(transaction, transaction.refusal);
  }

  private onData(transaction: Transaction, reply: Reply): void {
    const { refusal } = transaction;
    if (reply.code !== 354) {
      this.refuse(transaction, refusal ?? refusedBy(reply, 'data'));
    } else if (!refusal) {
      this.sendBody(transaction);
    } else if (refusal.phase === 'rcpt') {
      // The server wants a body for nobody (RFC 2920, 3.1): it gets an empty one.
      this.awaited.push({ step: 'empty', transaction, line: '' });
      this.write(['.\r\n']);
    } else {
      // It may have kept the recipient: even an empty body might be delivered.
      this.refuse(transaction, refusal);
      this.abort('The server asked for the body of a refused mail');
    }
  }

  private sendBody(transaction: Transaction): void {
    const chunks: (Buffer | string)[] = toDataChunks(transaction.mail);
    this.awaited.push({ step: 'dot', transaction, line: '' });
    if (transaction.mail.raw.length <= WHOLE_BODY_BYTES) {
      transaction.phase = 'after_dot';
      this.fill(chunks);
      return;
    }
    transaction.phase = 'body';
    const [dot] = chunks.splice(-1);
    this.session.socket.expectReply();
    this.session.socket.write(chunks, () => {
      if (!this.open.has(transaction)) return;
      transaction.phase = 'after_dot';
      this.fill(dot ? [dot] : []);
    });
  }

  private onDot(transaction: Transaction, reply: Reply): void {
    if (transaction.phase === 'body') {
      // The rest of the body would be read as commands.
      this.finish(transaction, refusedBy(reply, 'body'));
      this.abort('The server answered before the end of the mail');
    } else {
      this.held = { transaction, reply };
      if (this.awaited.length === 0) this.releaseHeld();
    }
  }

  private releaseHeld(): void {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    const { transaction, reply } = held;
    const sent = reply.code < 300;
    this.finish(transaction, sent ? { outcome: 'sent', response: reply.text } : refusedBy(reply, 'after_dot'));
  }

  /** An answer that cannot be one to its command: they came out of order, or the server has lost its way. */
  private onNonsense(reply: Reply): void {
    this.owner.outOfOrder();
    const waitsForDot = this.held?.transaction;
    this.held = undefined;
    this.later = [];
    this.awaited.length = 0;
    this.giveUpEnvelopes();
    if (waitsForDot) {
      this.awaited.push({ step: 'dot', transaction: waitsForDot, line: '' });
      this.spend();
      this.owner.stalled();
    } else {
      this.abort(`The server answered out of order: ${reply.text}`);
    }
  }

  /** Mails of which only the envelope is out, as a group, go to another connection. */
  private giveUpEnvelopes(): void {
    for (const transaction of this.open) {
      if (!transaction.grouped || transaction.phase === 'after_dot' || transaction.phase === 'body') continue;
      this.open.delete(transaction);
      this.owner.putBack(transaction.restart());
    }
  }

  /** The connection takes nothing more and ends with its last answer. */
  private spend(): void {
    this.spent = true;
    this.leaving = true;
  }

  /** The envelope was refused: what the server keeps of it is cleared before the next mail. */
  private refuse(transaction: Transaction, refusal: NonNullable<Transaction['refusal']>): void {
    this.later = [];
    this.needsReset = true;
    this.finish(transaction, refusal);
  }

  private finish(transaction: Transaction, result: Parameters<Transaction['done']>[0]): void {
    this.open.delete(transaction);
    if (this.open.size === 0) this.idleSince = performance.now();
    transaction.done(result);
  }

  /** The mail behind a stalled answer, of which only the envelope is out, moves to another connection. */
  private stall(): void {
    if (this.awaited.length === 0 || this.isStalled) return;
    this.isStalled = true;
    if (this.awaited[0]?.step === 'dot' && this.awaited.length > 1) {
      this.awaited.length = 1;
      this.giveUpEnvelopes();
      this.spend();
    }
    this.owner.stalled();
  }

  /** The 421 answers one mail. The one behind it, of which only the envelope is out, is none of its business. */
  private closedByServer(reply: Reply, command: Command | undefined): void {
    this.releaseHeld();
    const transaction = command?.transaction;
    if (transaction) this.finish(transaction, transaction.refusal ?? refusedBy(reply, transaction.phase));
    // Said to an idle connection it is no sign that the server is overburdened.
    const recipient = transaction && namesRecipient(transaction.phase) ? transaction.mail.to : undefined;
    this.end(reply.text, transaction && { reply, recipient });
    this.abort(reply.text);
  }

  private hasEnded = false;

  private end(reason: string, farewell: Farewell | undefined): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.leaving = true;
    clearTimeout(this.stallTimer);
    this.releaseHeld();
    for (const transaction of this.open) {
      // A server may close a used connection whenever it likes; a mail it has not heard of takes another one. That comes
      // to an end: each connection gives at least its first mail a result.
      if (this.messages > 1 && transaction.untouched) this.owner.putBack(transaction.restart());
      else transaction.done(transaction.lost(reason));
    }
    this.open.clear();
    this.owner.ended(this, farewell);
  }
}
