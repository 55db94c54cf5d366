import { setMaxListeners } from 'node:events';
import type { HandOver, NotSent, OutgoingMail } from '../mail-transport.js';
import { MailChannel, type ChannelOwner, type ChannelSettings, type Farewell } from './mail-channel.js';
import { openSession, type SessionSettings, type SmtpSession } from './open-session.js';
import { refusedBy } from './reply.js';
import { SmtpFailure } from './smtp-failure.js';
import { domainOf, Transaction } from './transaction.js';
import { WaitingMails } from './waiting-mails.js';

export interface PoolSettings extends ChannelSettings {
  /** Use command groups where the server offers them (RFC 2920). */
  readonly pipelining: boolean;
  readonly size: number;
  readonly session: Omit<SessionSettings, 'signal'>;
}

/** After a connection that could not be opened, or a 421, nobody knocks again for this long. */
const COOL_DOWN_MS = 1_000;
/** A connection without work says goodbye before the server loses patience. */
const IDLE_MS = 10_000;
const GOODBYE_MS = 1_000;

const STOPPING: NotSent = { outcome: 'deferred', phase: 'connect', response: 'This process is stopping.' };

/** What is told meanwhile to whoever would only hear it again. */
interface CoolDown {
  readonly until: number;
  readonly result: NotSent;
}

/** Connections to one server, opened as mails wait, and the mails that wait for one. */
export class SmtpPool implements ChannelOwner {
  pipelining: boolean;
  private readonly waiting = new WaitingMails();
  private readonly channels = new Set<MailChannel>();
  private readonly stopping = new AbortController();
  private readonly idleTimer: NodeJS.Timeout;
  private opening = 0;
  private closed = false;
  private isDue = false;
  private cooling: CoolDown | undefined;
  /** Domains that were answered with 421 a moment ago. */
  private readonly coolingDomains = new Map<string, CoolDown>();
  private onEmpty: (() => void) | undefined;

  constructor(private readonly settings: PoolSettings) {
    this.pipelining = settings.pipelining;
    // Each connection that is being opened listens.
    setMaxListeners(0, this.stopping.signal);
    this.idleTimer = setInterval(() => {
      this.leaveIdle();
    }, IDLE_MS / 2).unref();
  }

  submit(mail: OutgoingMail, answered: (result: HandOver) => void): void {
    const transaction = new Transaction(mail, answered);
    const cooling = this.coolingDomains.get(transaction.domain);
    if (cooling && performance.now() < cooling.until) {
      answered(cooling.result);
      return;
    }
    this.waiting.add(transaction);
    this.distributeSoon();
  }

  /** Opens one session as sending would; throws {@link SmtpFailure}. The session is the caller's. */
  open(patienceMs = Infinity): Promise<SmtpSession> {
    const { session } = this.settings;
    const replyMs = Math.min(session.replyMs, patienceMs);
    return openSession({ ...session, replyMs, signal: this.stopping.signal });
  }

  /** Begins no more mails: those that wait are deferred, those under way go on. */
  stopTaking(): void {
    this.closed = true;
    this.distribute();
  }

  /** Mails under way get the result of a lost connection, waiting ones are deferred. */
  abort(): void {
    this.stopTaking();
    for (const channel of [...this.channels]) channel.abort('This process is stopping.');
  }

  /** Says goodbye on every connection; one that does not answer is cut. Nothing may be under way. */
  async close(): Promise<void> {
    this.stopTaking();
    clearInterval(this.idleTimer);
    this.stopping.abort();
    for (const channel of this.channels) channel.leave();
    if (this.channels.size === 0) return;
    const cut = setTimeout(() => {
      this.abort();
    }, GOODBYE_MS);
    await new Promise<void>((resolve) => (this.onEmpty = resolve));
    clearTimeout(cut);
  }

  /** While others wait, a domain has half of the connections: one that answers slowly would soon have all. */
  next(channel: MailChannel): Transaction | undefined {
    return this.waiting.next((domain) => this.othersWith(domain, channel) < this.settings.size / 2);
  }

  putBack(transaction: Transaction): void {
    this.waiting.putBack(transaction);
  }

  stalled(): void {
    this.distribute();
  }

  outOfOrder(): void {
    this.pipelining = false;
  }

  ended(channel: MailChannel, farewell: Farewell | undefined): void {
    this.channels.delete(channel);
    if (farewell) this.turnedAway(farewell);
    if (this.channels.size === 0) this.onEmpty?.();
    this.distribute();
  }

  /** When all mails have come that come together: a wave is looked at once, not for each of its mails. */
  private distributeSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      this.distribute();
    });
  }

  private distribute(): void {
    if (this.waiting.count === 0) return;
    if (this.closed) {
      this.waiting.tell(STOPPING);
      return;
    }
    for (const channel of this.channels) if (channel.idle) channel.fill();
    for (const channel of this.channels) if (channel.free) channel.fill();
    while (this.waiting.count > this.opening && this.mayOpen()) this.openChannel();
    this.giveUpWhenCooling();
  }

  /** Stalled connections are replaced, so that they hold up nobody, but not without end. */
  private mayOpen(): boolean {
    if (this.cooling && performance.now() < this.cooling.until) return false;
    const total = this.channels.size + this.opening;
    return this.liveChannels() + this.opening < this.settings.size && total < 2 * this.settings.size;
  }

  private liveChannels(): number {
    let live = 0;
    for (const channel of this.channels) if (!channel.stalled) live += 1;
    return live;
  }

  private othersWith(domain: string, channel: MailChannel): number {
    let others = 0;
    for (const other of this.channels) if (other !== channel && other.domain === domain) others += 1;
    return others;
  }

  private openChannel(): void {
    this.opening += 1;
    this.open().then(
      (session) => {
        this.opening -= 1;
        this.addChannel(session);
      },
      (error: unknown) => {
        this.opening -= 1;
        this.coolDown(toResult(error));
        this.distribute();
      },
    );
  }

  private addChannel(session: SmtpSession): void {
    const { ended } = session.socket;
    if (ended !== undefined) {
      this.coolDown({ outcome: 'deferred', phase: 'auth', response: ended });
      this.distribute();
      return;
    }
    const channel = new MailChannel(session, this.settings, this);
    this.channels.add(channel);
    this.cooling = undefined;
    if (this.closed) channel.leave();
    else channel.fill();
  }

  private coolDown(result: NotSent): void {
    this.cooling = { until: performance.now() + COOL_DOWN_MS, result };
  }

  /** Said to a recipient it is about the domain: what goes elsewhere takes another connection, at once. */
  private turnedAway({ reply, recipient }: Farewell): void {
    if (recipient === undefined) this.coolDown(refusedBy(reply, 'greeting'));
    else this.coolDomain(domainOf(recipient), refusedBy(reply, 'rcpt'));
  }

  /** Tells it to all mails that wait for the domain: else each of them would cost a connection. */
  private coolDomain(domain: string, result: NotSent): void {
    const now = performance.now();
    for (const [known, { until }] of this.coolingDomains) if (until <= now) this.coolingDomains.delete(known);
    this.coolingDomains.set(domain, { until: now + COOL_DOWN_MS, result });
    this.waiting.tell(result, domain);
  }

  /** With no connection and none to be had, every waiting mail would fail alike: it is told at once. */
  private giveUpWhenCooling(): void {
    const { cooling } = this;
    if (!cooling || performance.now() >= cooling.until || this.opening > 0 || this.liveChannels() > 0) return;
    this.waiting.tell(cooling.result);
  }

  private leaveIdle(): void {
    const now = performance.now();
    for (const channel of this.channels) if (channel.idle && now - channel.idleSince > IDLE_MS) channel.leave();
  }
}

function toResult(error: unknown): NotSent {
  if (error instanceof SmtpFailure) return error.result;
  throw error;
}
