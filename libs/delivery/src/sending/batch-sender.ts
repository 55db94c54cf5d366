import { Inject, Injectable } from '@nestjs/common';
import { setImmediate as breathe } from 'node:timers/promises';
import { isDatabaseTrouble } from '#libs/db';
import { Clock, Config, createLogger, type Logger } from '#libs/kernel';
import { MessageClaims, MessageCopies, MessageResults, type ClaimedMessage, type Verdict } from '#libs/ledger';
import { SenderDomains } from '../domains/sender-domains.service.js';
import { SendGate, type Admitted, type GateDecision } from '../gate/send-gate.js';
import type { RecipientFacts } from '../gate/recipient-facts.js';
import { ContentRefusal } from '../render/content-refusal.js';
import { MailComposers, type ComposedMail, type MailComposer } from '../render/mail-composers.js';
import { Throttles } from '../throttles/throttles.service.js';
import type { MailTransport } from '../transports/mail-transport.js';
import { groupAdmitted } from './group-admitted.js';
import { HandOvers } from './hand-overs.js';
import type { SlotHolder } from './sending-slots.js';
import { TransportPool } from './transport-pool.js';

/** A setting that is missing or broken is looked at again after this time. */
const MISCONFIGURED_RETRY_MS = 60_000;
/** So is a domain that must be verified and is not. */
const UNVERIFIED_RETRY_MS = 10 * 60_000;
const GIVE_BACK_RETRY_MS = 1000;
/** So many mails are composed without a pause, some 0.4 ms: answers of the mail server wait no longer. */
const STRIDE = 4;
/** The next batch is claimed and judged while so many waves of the last one have yet to start. */
const WAVES_AHEAD = 4;

/** Claimed messages that the gate has judged. */
export interface Judged extends GateDecision {
  readonly claimed: readonly ClaimedMessage[];
}

/** For whom a lane's mails go. */
export interface LaneRoute {
  readonly owner: string;
  readonly holder: SlotHolder;
}

/** Takes a batch of claimed messages through gate and composer to the server's door. */
@Injectable()
export class BatchSender {
  private readonly handOvers: HandOvers;
  private readonly logger: Logger;
  private stopping = false;

  constructor(
    @Inject(Config) config: Config,
    @Inject(MessageClaims) private readonly claims: MessageClaims,
    @Inject(MessageCopies) copies: MessageCopies,
    @Inject(MessageResults) results: MessageResults,
    @Inject(SendGate) private readonly gate: SendGate,
    @Inject(MailComposers) private readonly composers: MailComposers,
    @Inject(TransportPool) private readonly transports: TransportPool,
    @Inject(SenderDomains) private readonly domains: SenderDomains,
    @Inject(Throttles) private readonly throttles: Throttles,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
    const { TIDINGS_SENDING_LIMIT: limit } = config.env;
    const giveBack = (messages: readonly ClaimedMessage[], leftNothing: boolean): Promise<void> =>
      this.giveBack(messages, leftNothing);
    const parts = { limit, claims, copies, results, throttles, clock, giveBack };
    this.handOvers = new HandOvers({ ...parts, logger: this.logger });
  }

  /** As many mails leave together; batches are best made of whole waves. */
  get wave(): number {
    return this.handOvers.wave;
  }

  /** Asks the gate; what it refuses or puts off is on its way back to the ledger. */
  async judge(claimed: readonly ClaimedMessage[]): Promise<Judged> {
    try {
      const decision = await this.gate.decide(claimed);
      for (const { message, reason } of decision.refused) this.settle(message, { state: 'skipped', reason });
      for (const { message, reason, until } of decision.postponed)
        this.settle(message, { state: 'pending', reason, dueAt: until });
      return { ...decision, claimed };
    } catch (error) {
      await this.giveBack(claimed);
      throw error;
    }
  }

  /**
   * Resolves when all are composed and none but the last wave waits for its slots; throws after it has given back what
   * is not on its way. Says a little before that there is time for the next batch.
   */
  async send({ admitted, facts, claimed }: Judged, route: LaneRoute, nearlyDone: () => void): Promise<void> {
    let left = admitted.length;
    const onWave = (mails: number): void => {
      left -= mails;
      if (left <= WAVES_AHEAD * this.wave) nearlyDone();
    };
    try {
      for (const group of groupAdmitted(admitted)) await this.sendGroup(group, facts, route, onWave);
    } catch (error) {
      await this.giveBack(claimed);
      throw error;
    }
  }

  /** Resolves when the last mail of the lane has its slot. */
  async started({ holder }: LaneRoute): Promise<void> {
    await this.handOvers.started(holder.key);
  }

  /** Writes the answers that are waiting to be written. */
  async flush(): Promise<void> {
    await this.handOvers.flush();
    await this.throttles.flush();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.handOvers.stop(this.transports.close());
  }

  /** Tries until the database has heard it: nobody else may take what this process holds while it lives. */
  async giveBack(messages: readonly ClaimedMessage[], leftNothing = false): Promise<void> {
    for (;;) {
      try {
        await (leftNothing ? this.claims.takeBack(messages) : this.claims.release(messages));
        this.throttles.freed(messages);
        return;
      } catch (error) {
        if (this.stopping) throw error;
        this.logger.error({ err: error, messages: messages.length }, 'messages not given back yet; trying again');
        await new Promise((resolve) => setTimeout(resolve, GIVE_BACK_RETRY_MS));
      }
    }
  }

  private async sendGroup(
    group: readonly Admitted[],
    facts: RecipientFacts,
    { owner, holder }: LaneRoute,
    onWave: (mails: number) => void,
  ): Promise<void> {
    const [first] = group;
    if (!first) return;
    let composer: MailComposer;
    let transport: MailTransport;
    let fits: readonly Admitted[];
    try {
      composer = await this.composers.open(first.message, group, facts);
      if (!(await this.domains.maySend(composer.sender))) {
        this.holdBack(group);
        return;
      }
      transport = this.transports.get(composer.sender);
      const decision = await this.throttles.admit(composer.sender, group, owner);
      for (const { message, verdict } of decision.putBack) this.settle(message, verdict);
      fits = decision.fits;
    } catch (error) {
      // The fault of the moment and not of the sender: all of them are given back, and due again at once.
      if (isDatabaseTrouble(error)) throw error;
      this.postpone(group, error);
      return;
    }
    const { wave } = this.handOvers;
    for (let at = 0; at < fits.length; at += wave) {
      if (this.stopping) return this.giveBack(fits.slice(at).map(({ message }) => message));
      const entries = fits.slice(at, at + wave);
      const mails = await this.composeAll(entries, composer);
      await this.handOvers.start(mails, { owner, holder, composer, transport });
      onWave(entries.length);
    }
  }

  private async composeAll(entries: readonly Admitted[], composer: MailComposer): Promise<ComposedMail[]> {
    const mails: ComposedMail[] = [];
    for (const [index, entry] of entries.entries()) {
      if (index % STRIDE === 0) await breathe();
      const mail = this.compose(entry, composer);
      if (mail) mails.push(mail);
    }
    return mails;
  }

  /** D66. Looked at again later: somebody may publish what is missing, or change the setting. */
  private holdBack(group: readonly Admitted[]): void {
    const dueAt = new Date(this.clock.now().getTime() + UNVERIFIED_RETRY_MS);
    for (const { message } of group) this.settle(message, { state: 'pending', reason: 'domain.unverified', dueAt });
  }

  private postpone(group: readonly Admitted[], error: unknown): void {
    this.logger.error({ err: error, messages: group.length }, 'a group of mails could not be sent; tried again later');
    const response = error instanceof Error ? error.message : String(error);
    const dueAt = new Date(this.clock.now().getTime() + MISCONFIGURED_RETRY_MS);
    for (const { message } of group)
      this.settle(message, { state: 'deferred', reason: 'sender.unusable', response, dueAt });
  }

  /** D67: what came out may not leave as it is, or nothing came out. */
  private compose(entry: Admitted, composer: MailComposer): ComposedMail | null {
    try {
      return composer.compose(entry);
    } catch (error) {
      if (error instanceof ContentRefusal) {
        this.settle(entry.message, { state: 'skipped', reason: error.reason, response: error.message });
        return null;
      }
      this.logger.warn({ err: error, message: entry.message.id }, 'a mail could not be composed');
      const response = error instanceof Error ? error.message : String(error);
      this.settle(entry.message, { state: 'failed', reason: 'content.invalid', response, bounced: false });
      return null;
    }
  }

  private settle(message: ClaimedMessage, verdict: Verdict): void {
    this.handOvers.settle(message, verdict);
  }
}
