import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import {
  fact,
  SOURCE_EXPLAINERS,
  type Absence,
  type ClaimedMessage,
  type Fact,
  type ForeseenMail,
  type SourceExplainer,
} from '#libs/ledger';
import { LinkSigner } from '../tracking-links/link-signer.js';
import { GateForecast, type Forecast } from './gate-forecast.service.js';
import { MessageFacts } from './message-facts.service.js';
import { outcomeOf, rankOf, type MailOutcome } from './mail-outcome.js';
import type { RuleForecast } from './rule-forecast.js';
import { readMessage, readMessagesOf, type StoredMessage } from './stored-message.js';

/** What is asked about: all mails of a source, or one mail. */
export type ExplainedThing =
  { readonly kind: 'campaign' | 'automation'; readonly id: number } | { readonly kind: 'message'; readonly id: number };

export interface ExplainedMail {
  readonly id: number;
  readonly subject: string | null;
  readonly outcome: MailOutcome;
  /** How it came to be, and why it is where it is; in this order. */
  readonly facts: readonly Fact[];
  readonly created_at: Date;
  /** The mail as its reader sees it; null where there is no template to render it from, or it has not been sent. */
  readonly view_url: string | null;
}

export interface SendExplanation {
  readonly contact_id: number;
  readonly source: {
    readonly kind: string;
    readonly id: number;
    readonly name: string;
    readonly status: string | null;
  };
  readonly outcome: MailOutcome | Absence['outcome'] | Forecast['outcome'];
  /** Why there is no mail; empty when there is one. */
  readonly facts: readonly Fact[];
  /** Newest first, at most 20. */
  readonly mails: readonly ExplainedMail[];
  /** The rules of the gate as they would decide now about what has not left yet; null where nothing is to decide. */
  readonly gate: readonly RuleForecast[] | null;
}

const CONTACT = 'SELECT FROM contacts WHERE id = $1';

/** "Why was this sent, or not?", by what is stored; for what is to come, by asking the gate. */
@Injectable()
export class SendExplanations {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SOURCE_EXPLAINERS) private readonly explainers: readonly SourceExplainer[],
    @Inject(MessageFacts) private readonly facts: MessageFacts,
    @Inject(GateForecast) private readonly gate: GateForecast,
    @Inject(LinkSigner) private readonly links: LinkSigner,
  ) {}

  /** Throws `contact.not_found`, `campaign.not_found`, `automation.not_found`, `message.not_found`. */
  async explain(contactId: number, about: ExplainedThing): Promise<SendExplanation> {
    if ((await this.db.query(CONTACT, [contactId])).length === 0) throw new DomainError('contact.not_found');
    if (about.kind !== 'message') return this.explainSource(contactId, about);
    const message = await readMessage(this.db, about.id, contactId);
    if (!message) throw new DomainError('message.not_found');
    const source = { kind: message.sourceKind, id: message.sourceId };
    const known = await this.explainerOf(source.kind)?.describe(this.db, source.id);
    const described = { ...source, name: known?.name ?? '', status: known?.status ?? null };
    return { ...(await this.explainMails([message])), contact_id: contactId, source: described };
  }

  private async explainSource(
    contactId: number,
    source: { readonly kind: 'campaign' | 'automation'; readonly id: number },
  ): Promise<SendExplanation> {
    const explainer = this.explainerOf(source.kind);
    const known = await explainer?.describe(this.db, source.id);
    if (!explainer || !known) throw new DomainError(`${source.kind}.not_found`);
    const described = { contact_id: contactId, source: { ...source, name: known.name, status: known.status } };
    const messages = await readMessagesOf(this.db, contactId, source);
    if (messages.length > 0) return { ...(await this.explainMails(messages)), ...described };
    const { outcome, facts, foreseen } = await explainer.absence(this.db, source.id, contactId);
    if (!foreseen) return { ...described, outcome, facts, mails: [], gate: null };
    const forecast = await this.gate.judge(this.foresee(contactId, source, foreseen));
    return { ...described, outcome: forecast.outcome, facts, mails: [], gate: forecast.rules };
  }

  private async explainMails(
    messages: readonly StoredMessage[],
  ): Promise<Pick<SendExplanation, 'outcome' | 'facts' | 'mails' | 'gate'>> {
    const mails: ExplainedMail[] = [];
    for (const message of messages) mails.push(await this.explainMail(message));
    // As in the report: a campaign's mails to one contact count once, by the best; of an automation the newest tells.
    const telling =
      messages[0]?.sourceKind === 'campaign' ? messages.toSorted((a, b) => rankOf(a) - rankOf(b)) : messages;
    const [first] = telling;
    if (!first) throw new DomainError('message.not_found');
    const waits = first.state === 'pending' || first.state === 'deferred';
    const gate = waits ? (await this.gate.judge(first)).rules : null;
    return { outcome: outcomeOf(first), facts: [], mails, gate };
  }

  private async explainMail(message: StoredMessage): Promise<ExplainedMail> {
    const explainer = this.explainerOf(message.sourceKind);
    const own =
      message.state === 'skipped' && message.reason !== null
        ? await explainer?.refusal(this.db, { occurrence: message.occurrence, reason: message.reason })
        : undefined;
    const origin = (await explainer?.origin(this.db, message)) ?? [fact('mail.written', { at: message.createdAt })];
    const facts = own && own.length > 0 ? own : await this.facts.read(message);
    return {
      id: message.id,
      subject: message.subject,
      outcome: outcomeOf(message),
      facts: [...origin, ...facts],
      created_at: message.createdAt,
      view_url: this.viewUrl(message),
    };
  }

  /** Only what may have left can be looked at as its reader does. */
  private viewUrl({ id, contactId, topicId, templateId, state }: StoredMessage): string | null {
    if (templateId === null || (state !== 'sent' && state !== 'unknown')) return null;
    return this.links.linksFor({ messageId: id, contactId, topicId: topicId ?? 0 }).viewUrl;
  }

  private foresee(contactId: number, source: { kind: string; id: number }, mail: ForeseenMail): ClaimedMessage {
    return {
      ...{ id: 0, contactId, sourceKind: source.kind, sourceId: source.id, occurrence: '', ...mail },
      ...{ recipientKind: 'contact', recipientAddress: null, data: null, attempt: 0, tries: 0, requestId: null },
      createdAt: this.clock.now(),
    };
  }

  private explainerOf(kind: string): SourceExplainer | undefined {
    return this.explainers.find((explainer) => explainer.kind === kind);
  }
}
