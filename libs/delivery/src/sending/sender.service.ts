import { Inject, Injectable } from '@nestjs/common';
import { Clock, Config, createLogger, newUuid, type Logger } from '#libs/kernel';
import { MessageClaims, type ClaimedMessage, type Result, type Verdict } from '#libs/ledger';
import { SendGate, type Admitted } from '../gate/send-gate.js';
import type { RecipientFacts } from '../gate/recipient-facts.js';
import { MailComposers, type ComposedMail, type MailComposer } from '../render/mail-composers.js';
import type { HandOver, MailTransport } from '../transports/mail-transport.js';
import { DeadAddresses } from './dead-addresses.js';
import { SenderDomains } from '../domains/sender-domains.service.js';
import { groupAdmitted } from './group-admitted.js';
import { isDeadAddress, toVerdict } from './hand-over-verdict.js';
import { ResultWriter } from './result-writer.js';
import { SendingSlots } from './sending-slots.js';
import { TransportPool } from './transport-pool.js';

/** How many messages one claim takes; they are at most claimed, not sending, so a kill costs nothing but their lease. */
const CLAIM_BATCH = 500;
/** How many go from claimed to sending by one statement. */
const SUB_BATCH = 50;
const RENEW_MS = 15_000;
/** How long a stop waits for answers of the mail server. */
const STOP_MS = 6000;
/** A setting that is missing or broken is looked at again after this time. */
const MISCONFIGURED_RETRY_MS = 60_000;
/** So is a domain that must be verified and is not. */
const UNVERIFIED_RETRY_MS = 10 * 60_000;

/**
 * Sends what is due: claim, gate, compose, claimed → sending, hand over, write back.
 * One instance per process; `drain` may run several times at once, so that one batch composes while another is on the wire.
 */
@Injectable()
export class SenderService {
  private readonly owner = newUuid();
  private readonly slots: SendingSlots;
  private readonly writer: ResultWriter;
  private readonly logger: Logger;
  private readonly onTheWire = new Set<Promise<void>>();
  /** Messages that hold a slot: handed over, answer not yet written. */
  private readonly inSlot = new Set<number>();
  private heartbeat: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    @Inject(Config) config: Config,
    @Inject(MessageClaims) private readonly claims: MessageClaims,
    @Inject(SendGate) private readonly gate: SendGate,
    @Inject(MailComposers) private readonly composers: MailComposers,
    @Inject(TransportPool) private readonly transports: TransportPool,
    @Inject(DeadAddresses) private readonly deadAddresses: DeadAddresses,
    @Inject(SenderDomains) private readonly domains: SenderDomains,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
    this.slots = new SendingSlots(config.env.TIDINGS_SENDING_LIMIT);
    this.writer = new ResultWriter(
      claims,
      (results) => {
        this.onWritten(results);
      },
      this.logger,
    );
  }

  /** Works until nothing is due. A mail that the server does not answer holds up nobody: drain does not wait for it. */
  async drain(): Promise<void> {
    this.heartbeat ??= this.startHeartbeat();
    while (!this.stopping) {
      const claimed = await this.claims.claim(this.owner, CLAIM_BATCH);
      if (claimed.length === 0) break;
      await this.process(claimed);
    }
    await this.writer.flush();
  }

  /** Takes nothing more, waits a while for answers and writes them. What is still unanswered becomes `unknown`. */
  async stop(): Promise<void> {
    this.stopping = true;
    const answered = Promise.all([...this.onTheWire, this.transports.close()]);
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
    this.writer.stop();
    await this.writer.flush();
    clearInterval(this.heartbeat);
  }

  private async process(claimed: readonly ClaimedMessage[]): Promise<void> {
    const { admitted, refused, postponed, facts } = await this.gate.decide(claimed);
    for (const { message, reason } of refused) this.settle(message, { state: 'skipped', reason });
    for (const { message, reason, until } of postponed)
      this.settle(message, { state: 'pending', reason, dueAt: until });
    for (const group of groupAdmitted(admitted)) await this.sendGroup(group, facts);
  }

  private async sendGroup(group: readonly Admitted[], facts: RecipientFacts): Promise<void> {
    const [first] = group;
    if (!first) return;
    let composer: MailComposer;
    let transport: MailTransport;
    try {
      composer = await this.composers.open(first.message, group, facts);
      if (!(await this.domains.maySend(composer.sender))) {
        this.holdBack(group);
        return;
      }
      transport = this.transports.get(composer.sender);
    } catch (error) {
      this.postpone(group, error);
      return;
    }
    await this.handOverGroup(group, composer, transport);
  }

  /** D66. Looked at again later: somebody may publish what is missing, or change the setting. */
  private holdBack(group: readonly Admitted[]): void {
    const dueAt = new Date(this.clock.now().getTime() + UNVERIFIED_RETRY_MS);
    for (const { message } of group) this.settle(message, { state: 'pending', reason: 'domain.unverified', dueAt });
  }

  private async handOverGroup(group: readonly Admitted[], composer: MailComposer, transport: MailTransport) {
    for (let at = 0; at < group.length;) {
      if (this.stopping) {
        await this.claims.release(messagesOf(group.slice(at)));
        return;
      }
      const granted = await this.slots.acquire(Math.min(SUB_BATCH, group.length - at));
      const part = group.slice(at, at + granted);
      at += granted;
      const composed = part.flatMap((entry) => this.compose(entry, composer));
      const taken = await this.take(part, composed, composer);
      this.send(taken, transport);
    }
  }

  /** claimed → sending; resolves with the mails that may leave now. The others give their slots back. */
  private async take(
    part: readonly Admitted[],
    composed: readonly ComposedMail[],
    composer: MailComposer,
  ): Promise<ComposedMail[]> {
    let taken: ComposedMail[] = [];
    try {
      const mails = await composer.seal(composed);
      const going = await this.claims.toSending(
        mails.map(({ message: { id, attempt }, messageId, templateVersion, subject }) => ({
          ...{ id, attempt, messageId, templateVersion, subject },
        })),
      );
      taken = mails.filter(({ message }) => going.has(message.id));
      // Unsubscribed or paused a moment ago: back to pending, where the gate or the pause decides.
      await this.claims.release(messagesOf(mails).filter((message) => !going.has(message.id)));
      return taken;
    } catch (error) {
      // Whether it was committed is not known, but nothing has left: take the whole part back.
      taken = [];
      await this.claims.takeBack(messagesOf(composed));
      throw error;
    } finally {
      for (const { message } of taken) this.inSlot.add(message.id);
      this.slots.release(part.length - taken.length);
    }
  }

  private send(mails: readonly ComposedMail[], transport: MailTransport): void {
    const byKey = new Map(mails.map((mail) => [mail.outgoing.key, mail]));
    const sending = transport
      .send(
        mails.map((mail) => mail.outgoing),
        (key, answer) => {
          const mail = byKey.get(key);
          if (mail) this.onAnswer(mail, answer);
        },
      )
      .catch((error: unknown) => {
        this.logger.error({ err: error }, 'transport failed; its mails become unknown when their lease ends');
      })
      .finally(() => this.onTheWire.delete(sending));
    this.onTheWire.add(sending);
  }

  private compose(entry: Admitted, composer: MailComposer): ComposedMail[] {
    try {
      return [composer.compose(entry)];
    } catch (error) {
      this.logger.warn({ err: error, message: entry.message.id }, 'a mail could not be composed');
      const response = error instanceof Error ? error.message : String(error);
      this.settle(entry.message, { state: 'failed', reason: 'content.invalid', response, bounced: false });
      return [];
    }
  }

  private onAnswer({ message, outgoing }: ComposedMail, answer: HandOver): void {
    const verdict = toVerdict(answer, { ...message, now: this.clock.now(), random: Math.random() });
    if (isDeadAddress(answer)) this.deadAddresses.add(outgoing.to, answer.response, message.contactId);
    this.settle(message, verdict);
  }

  private settle(message: ClaimedMessage, verdict: Verdict): void {
    this.writer.add({ id: message.id, attempt: message.attempt, contactId: message.contactId, verdict });
  }

  private onWritten(results: readonly Result[]): void {
    this.slots.release(results.filter(({ id }) => this.inSlot.delete(id)).length);
  }

  private postpone(group: readonly Admitted[], error: unknown): void {
    this.logger.error({ err: error, messages: group.length }, 'a group of mails could not be sent; tried again later');
    const response = error instanceof Error ? error.message : String(error);
    const dueAt = new Date(this.clock.now().getTime() + MISCONFIGURED_RETRY_MS);
    for (const { message } of group)
      this.settle(message, { state: 'deferred', reason: 'sender.unusable', response, dueAt });
  }

  private startHeartbeat(): NodeJS.Timeout {
    return setInterval(() => {
      this.claims.renew(this.owner).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'leases not renewed');
      });
    }, RENEW_MS);
  }
}

function messagesOf(entries: readonly { readonly message: ClaimedMessage }[]): ClaimedMessage[] {
  return entries.map(({ message }) => message);
}
