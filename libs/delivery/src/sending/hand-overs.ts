import { isDatabaseTrouble } from '#libs/db';
import type { Clock, Logger } from '#libs/kernel';
import {
  ownerOf,
  type ClaimedMessage,
  type CopiedMail,
  type MessageClaims,
  type MessageCopies,
  type MessageResults,
  type Result,
  type Verdict,
} from '#libs/ledger';
import { releaseMail } from '../mime/compile-message.js';
import type { ComposedMail, MailComposer } from '../render/mail-composers.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import type { HandOver, MailTransport } from '../transports/mail-transport.js';
import type { Throttles } from '../throttles/throttles.service.js';
import { isDeadAddress, toVerdict } from './hand-over-verdict.js';
import { ResultWriter, type WaitingWave } from './result-writer.js';
import { SendingSlots, type Grant, type SlotHolder } from './sending-slots.js';

/** How long a stop waits for answers of the mail server. */
const STOP_MS = 6000;

interface Parts {
  /** Most mails of this process in the state `sending`. */
  readonly limit: number;
  readonly claims: MessageClaims;
  readonly copies: Pick<MessageCopies, 'keep'>;
  readonly results: MessageResults;
  readonly throttles: Pick<Throttles, 'heard' | 'freed'>;
  readonly clock: Clock;
  /** Gives messages back that this process holds; `leftNothing` for those that may be `sending` already. */
  readonly giveBack: (messages: readonly ClaimedMessage[], leftNothing: boolean) => Promise<void>;
  readonly logger: Logger;
}

/** For whom and by what mails go. */
interface Route {
  readonly owner: string;
  readonly holder: SlotHolder;
  readonly composer: MailComposer;
  readonly transport: MailTransport;
}

/** Composed mails on their way: claimed → sending, hand over, write back. At most `limit` of them at a time. */
export class HandOvers {
  private readonly slots: SendingSlots<WaitingWave>;
  private readonly writer: ResultWriter;
  private readonly onTheWire = new Set<Promise<void>>();
  private stopping = false;
  /** Of each lane the mails that wait for their slots. */
  private readonly ahead = new Map<string, Promise<void>>();
  /** Messages that hold a slot, and for which lane: handed over, answer not yet written. */
  private readonly inSlot = new Map<number, string>();

  constructor(private readonly parts: Parts) {
    this.slots = new SendingSlots(parts.limit);
    this.writer = new ResultWriter(
      parts.results,
      (results) => this.slots.exchange(this.slotsOf(results)),
      (results) => {
        this.onWritten(results);
      },
      parts.logger,
      this.slots.wave,
    );
  }

  /** As many mails are best composed and started together. */
  get wave(): number {
    return this.slots.wave;
  }

  /**
   * Resolves when those that the lane started before have their slots: the next ones are composed while these wait for
   * theirs. How they fare is written as it turns out.
   */
  async start(mails: readonly ComposedMail[], route: Route): Promise<void> {
    const { key } = route.holder;
    const before = this.ahead.get(key);
    const mine = this.startAfter(before, mails, route)
      .catch((error: unknown) => {
        this.parts.logger.error({ err: error }, 'mails could not be given back; their lease ends');
      })
      .finally(() => {
        if (this.ahead.get(key) === mine) this.ahead.delete(key);
      });
    this.ahead.set(key, mine);
    await before;
  }

  /** Resolves when the last mail that the lane has started has its slot. */
  async started(key: string): Promise<void> {
    await this.ahead.get(key);
  }

  /** Has a verdict written; for messages that never came so far as to be handed over, too. */
  settle(message: ClaimedMessage, verdict: Verdict, deadAddress?: string): void {
    this.writer.add({ id: message.id, attempt: message.attempt, contactId: ownerOf(message), verdict, deadAddress });
  }

  async flush(): Promise<void> {
    await this.writer.flush();
  }

  /** Starts nothing more, waits a while for answers, and writes those that have come. */
  async stop(closed: Promise<void>): Promise<void> {
    this.slots.close();
    this.stopping = true;
    const begun = Promise.all(this.ahead.values());
    const answered = begun.then(() => Promise.all([...this.onTheWire, closed]));
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
    this.writer.stop();
    await this.writer.flush();
  }

  private async startAfter(
    before: Promise<void> | undefined,
    mails: readonly ComposedMail[],
    route: Route,
  ): Promise<void> {
    await before;
    const sealed = await this.makeReady(mails, route);
    for (let at = 0; at < sealed.length;) {
      const rest = sealed.slice(at);
      const grant = await this.slots.acquire(route.holder, rest.length, { owner: route.owner, mails: rest });
      if (grant.count === 0) return this.parts.giveBack(messagesOf(rest), false);
      const going = this.handOver(rest.slice(0, grant.count), route, grant)
        .catch((error: unknown) => {
          this.parts.logger.error({ err: error }, 'mails could not be handed over; they are tried again');
        })
        .finally(() => this.onTheWire.delete(going));
      this.onTheWire.add(going);
      at += grant.count;
    }
  }

  /** Signed, and a copy of each stored where one is wanted: before they take the places of others. */
  private async makeReady(mails: readonly ComposedMail[], { composer }: Route): Promise<readonly ComposedMail[]> {
    try {
      const sealed = await composer.seal(mails);
      if (composer.keepsCopies) await this.keepCopies(sealed);
      return sealed;
    } catch (error) {
      this.parts.logger.error({ err: error }, 'mails could not be signed or their copies kept; they are tried again');
      await this.parts.giveBack(messagesOf(mails), false);
      return [];
    }
  }

  /** A receipt is worth more than its copy: only what would stop the mail, too, holds it up. */
  private async keepCopies(mails: readonly ComposedMail[]): Promise<void> {
    try {
      await this.parts.copies.keep(mails.map(toCopy));
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error;
      this.parts.logger.error({ err: error, messages: mails.length }, 'mails leave without a copy');
    }
  }

  private async handOver(mails: readonly ComposedMail[], route: Route, { marked }: Grant): Promise<void> {
    const taken = await this.take(mails, route, marked);
    const unanswered = new Map(taken.map((mail) => [mail.outgoing.key, mail]));
    const onAnswer = (key: number, answer: HandOver): void => {
      const mail = unanswered.get(key);
      if (mail && unanswered.delete(key)) this.onAnswer(mail, answer, route.composer.sender);
    };
    try {
      await route.transport.send(
        taken.map((mail) => mail.outgoing),
        onAnswer,
      );
    } finally {
      // A transport that failed has not said whether these left.
      for (const { message } of unanswered.values())
        this.settle(message, { state: 'unknown', reason: 'transport.failed', response: '' });
    }
  }

  /** claimed → sending; resolves with the mails that may leave now. The others give their slots back. */
  private async take(
    mails: readonly ComposedMail[],
    { owner, holder }: Route,
    marked: Grant['marked'],
  ): Promise<ComposedMail[]> {
    let taken: ComposedMail[] = [];
    try {
      const going = await (marked ?? this.parts.claims.toSending(owner, mails));
      if (this.stopping) {
        await this.parts.giveBack(messagesOf(mails), true);
        return taken;
      }
      taken = mails.filter(({ message }) => going.has(message.id));
      for (const { message } of taken) this.inSlot.set(message.id, holder.key);
      // Unsubscribed or paused a moment ago: due again, where the gate or the pause decides.
      const left = mails.filter(({ message }) => !going.has(message.id));
      if (left.length > 0) await this.parts.giveBack(messagesOf(left), false);
      return taken;
    } catch (error) {
      // Whether it was committed is not known, but nothing has left: take all of them back.
      for (const { message } of taken) this.inSlot.delete(message.id);
      taken = [];
      await this.parts.giveBack(messagesOf(mails), true);
      throw error;
    } finally {
      this.slots.release(holder.key, mails.length - taken.length);
    }
  }

  private onAnswer({ message, outgoing }: ComposedMail, answer: HandOver, sender: SenderEntity): void {
    this.parts.throttles.heard(sender, outgoing.to, answer);
    const verdict = toVerdict(answer, {
      attempt: message.tries,
      createdAt: message.createdAt,
      now: this.parts.clock.now(),
      random: Math.random(),
    });
    // The server has all of it. Of any other mail something may still be on its way out.
    if (answer.outcome === 'sent') releaseMail(outgoing.raw);
    this.settle(message, verdict, isDeadAddress(answer) ? outgoing.to : undefined);
  }

  private onWritten(results: readonly Result[]): void {
    this.parts.throttles.freed(results);
    const freed = this.slotsOf(results);
    for (const { id } of results) this.inSlot.delete(id);
    for (const [key, count] of freed) this.slots.release(key, count);
  }

  /** How many slots these hold, by lane. */
  private slotsOf(results: readonly Result[]): Map<string, number> {
    const slots = new Map<string, number>();
    for (const { id } of results) {
      const key = this.inSlot.get(id);
      if (key !== undefined) slots.set(key, (slots.get(key) ?? 0) + 1);
    }
    return slots;
  }
}

function toCopy({ message: { id, attempt }, outgoing: { from, to, raw } }: ComposedMail): CopiedMail {
  return { id, attempt, from, to, raw };
}

function messagesOf(entries: readonly { readonly message: ClaimedMessage }[]): ClaimedMessage[] {
  return entries.map(({ message }) => message);
}
