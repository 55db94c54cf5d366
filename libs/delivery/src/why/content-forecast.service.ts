import { Inject, Injectable } from '@nestjs/common';
import type { Organisation } from '#libs/accounts';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { fact, type ClaimedMessage } from '#libs/ledger';
import { SenderDomains } from '../domains/sender-domains.service.js';
import { domainOf } from '../domains/sender-names.js';
import type { RecipientFacts } from '../gate/recipient-facts.js';
import { MailComposers } from '../render/mail-composers.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { SendersService } from '../senders/senders.service.js';
import { pass, refuse, wait, type RuleForecast } from './rule-forecast.js';

const VERIFIED = 'SELECT verified FROM sender_domains WHERE domain = $1';

/** Gmail cuts a mail off at about 102 kB of HTML: from here on it is worth a word. */
const LARGE_KB = 80;

/** D66 and D67, asked without sending: the domain of the sender, and the mail as it would be written. */
@Injectable()
export class ContentForecast {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SendersService) private readonly senders: SendersService,
    @Inject(SenderDomains) private readonly domains: SenderDomains,
    @Inject(MailComposers) private readonly composers: MailComposers,
  ) {}

  async domain({ senderId }: ClaimedMessage, organisation: Organisation): Promise<RuleForecast> {
    const sender = await this.findSender(senderId);
    if (!sender) return wait('D66', fact('gate.no_sender', {}, { verdict: false }));
    if (sender.transport?.type === 'mailbox') return pass('D66', fact('gate.domain_here', {}, { verdict: true }));
    const domain = domainOf(sender);
    const [row] = await this.db.query<{ verified: boolean }>(VERIFIED, [domain]);
    if (row?.verified) return pass('D66', fact('gate.domain_verified', { domain }, { verdict: true }));
    const may = !organisation.require_verified_domain;
    return may
      ? pass('D66', fact('gate.domain_allowed', { domain }))
      : wait('D66', fact('gate.domain_refused', { domain }, { verdict: false }));
  }

  /** Writes the mail as the sender would, and throws it away. */
  async content(
    message: ClaimedMessage,
    { address, facts }: { address: string | null; facts: RecipientFacts },
  ): Promise<RuleForecast> {
    try {
      const composer = await this.composers.open(message, [{ message, address: address ?? '' }], facts);
      const { htmlBytes, refusal } = composer.inspect(message);
      if (refusal) {
        return refuse('D67', fact('gate.content_refused', { problem: refusal.message }, { verdict: false }));
      }
      const kilobytes = Math.ceil(htmlBytes / 1024);
      const large = kilobytes >= LARGE_KB;
      return large
        ? pass('D67', fact('gate.content_large', { kilobytes }))
        : pass('D67', fact('gate.content', { kilobytes }, { verdict: true }));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return refuse('D67', fact('gate.content_broken', { problem }, { verdict: false }));
    }
  }

  private async findSender(id: number | null): Promise<SenderEntity | null> {
    try {
      return await this.senders.resolve(id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'sender.missing') return null;
      throw error;
    }
  }
}
