import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { consentFact, expiryFact, fact, readQuietHours, sourceKey, type Fact, type FactCode } from '#libs/ledger';
import { quietRules } from '../gate/find-quiet.js';
import { FrequencyCaps } from '../gate/frequency-caps.js';
import type { ContentReason } from '../render/content-refusal.js';
import { capFacts } from './cap-facts.js';
import type { StoredMessage } from './stored-message.js';

const TOPIC = 'SELECT slug FROM topics WHERE id = $1';

const SUPPRESSION = `
  SELECT reason, created_at AS since FROM suppressions
  WHERE email = coalesce($1, (SELECT email FROM contacts WHERE id = $2))`;

const ZONE = 'SELECT time_zone AS zone FROM contacts WHERE id = $1';

/** What the ledger and the logs say about one mail: its state, its reason, and the facts behind the reason. */
@Injectable()
export class MessageFacts {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(FrequencyCaps) private readonly caps: FrequencyCaps,
  ) {}

  async read(message: StoredMessage): Promise<Fact[]> {
    switch (message.state) {
      case 'pending':
        return this.waiting(message);
      case 'claimed':
      case 'sending':
        return [fact('waiting.handed_over', { at: message.updatedAt })];
      case 'deferred':
        return [...pausedOf(message), ...putOff(message)];
      case 'skipped':
        return this.skipped(message, message.reason ?? 'unknown');
      case 'failed':
        return failed(message);
      case 'unknown':
        return unknown(message);
      case 'sent':
        return sent(message);
    }
  }

  private async waiting(message: StoredMessage): Promise<Fact[]> {
    const { reason, dueAt: due } = message;
    const paused = pausedOf(message);
    if (reason === null) {
      return paused.length > 0
        ? paused
        : [due > message.updatedAt ? fact('waiting.due', { due }) : fact('waiting.queue')];
    }
    if (reason === 'quiet_hours') {
      return [...paused, fact('waiting.quiet_hours', { due }, { verdict: false }), ...(await this.quiet(message))];
    }
    if (reason === 'frequency_cap') {
      return [...paused, fact('waiting.frequency_cap', { due }, { verdict: false }), ...(await this.capped(message))];
    }
    if (reason === 'domain.unverified') return [...paused, fact('waiting.domain', { due }, { verdict: false })];
    return [...paused, fact('waiting.reason', { due, reason }, { verdict: false })];
  }

  /** The rules as they are set now; what was decided by them stands in the ledger. */
  private async quiet(message: StoredMessage): Promise<Fact[]> {
    const organisation = await this.organisation.read();
    const own = await readQuietHours(this.db, [message]);
    const [contact] = await this.db.query<{ zone: string | null }>(ZONE, [message.contactId]);
    return quietRules(organisation, own.get(sourceKey(message))).map(({ from, to, zone }) => {
      const named = zone === 'contact' ? (contact?.zone ?? organisation.time_zone) : zone;
      return fact('quiet.rule', { from, to, zone: named === 'organisation' ? organisation.time_zone : named });
    });
  }

  private async capped(message: StoredMessage): Promise<Fact[]> {
    const { frequency_caps: caps } = await this.organisation.read();
    const [topic] = await this.db.query<{ slug: string }>(TOPIC, [message.topicId]);
    // It was decided when the row was last written.
    const at = message.updatedAt;
    const taken = await this.caps.look(message.contactId, message.id, caps, at);
    const counted = capFacts(taken, { topic: topic?.slug ?? null, caps, at }, 'cap.full');
    const full = counted.filter(({ verdict }) => verdict === false);
    return full.length > 0 ? full : [fact('cap.changed')];
  }

  private async skipped(message: StoredMessage, reason: string): Promise<Fact[]> {
    const { contactId, topicId, updatedAt: at } = message;
    if (reason === 'suppressed') return this.blocked(message);
    if (reason === 'consent.expired') return [await expiryFact(this.db, contactId, topicId ?? 0)];
    if (reason.startsWith('consent.')) return [await consentFact(this.db, contactId, topicId ?? 0, at)];
    if (reason === 'frequency_cap') {
      const { frequency_wait: wait } = await this.organisation.read();
      return [fact('cap.too_late', { wait }, { verdict: false }), ...(await this.capped(message))];
    }
    return [leftOutForContent(reason, message.response) ?? plainReason(reason)];
  }

  private async blocked({ recipientAddress, contactId }: StoredMessage): Promise<Fact[]> {
    const [found] = await this.db.query<{ reason: string; since: Date }>(SUPPRESSION, [recipientAddress, contactId]);
    return [found ? fact('address.blocked', found, { verdict: false }) : fact('address.was_blocked')];
  }
}

const FOR_CONTENT = {
  'content.missing_value': 'skipped.missing_value',
  'content.subject_too_long': 'skipped.subject_too_long',
  'content.too_large': 'skipped.too_large',
  'content.mail_too_large': 'skipped.too_large',
} as const satisfies Record<ContentReason, FactCode>;

/** D67: `problem` was kept with the mail, and names the value or the size. */
function leftOutForContent(reason: string, problem: string | null): Fact | null {
  if (!Object.hasOwn(FOR_CONTENT, reason)) return null;
  return fact(FOR_CONTENT[reason as ContentReason], { problem }, { verdict: false });
}

function plainReason(reason: string): Fact {
  const against = { verdict: false };
  if (reason === 'contact.no_email') return fact('address.none', {}, against);
  if (reason === 'contact.not_found') return fact('contact.gone', {}, against);
  if (reason === 'contact.erased') return fact('contact.erased', {}, against);
  if (reason === 'contact.merged') return fact('contact.merged', {}, against);
  if (reason.endsWith('.cancelled')) return fact('source.cancelled', {}, against);
  return fact('skipped.reason', { reason }, against);
}

function pausedOf({ sourceState }: StoredMessage): Fact[] {
  return sourceState === 'paused' ? [fact('waiting.paused', {}, { verdict: false })] : [];
}

function said(response: string | null): Fact[] {
  return response === null || response === '' ? [] : [fact('server.said', { response })];
}

/** Our own words, where there is no answer to show. */
function wentWrong(response: string | null): Fact[] {
  return response ? [fact('problem.was', { response })] : [];
}

/** The SMTP phase without a code, or a provider that was not reached: what was kept are not the server's words. */
const UNANSWERED = /^(?:smtp\.[a-z]+|provider\.unreachable)$/;

function putOff({ reason, response, attempt, dueAt: due }: StoredMessage): Fact[] {
  if (reason === 'sender.unusable') {
    return [fact('waiting.sender', { due }, { verdict: false }), ...wentWrong(response)];
  }
  if (UNANSWERED.test(reason ?? '')) {
    return [fact('waiting.no_answer', { attempt, due }, { verdict: false }), ...wentWrong(response)];
  }
  return [fact('waiting.retry', { attempt, due }, { verdict: false }), ...said(response)];
}

function failed({ reason, response, attempt, bouncedAt, bounce }: StoredMessage): Fact[] {
  if (reason === 'content.invalid') {
    return [fact('failed.content', {}, { verdict: false }), ...wentWrong(response)];
  }
  const code = reason === 'smtp.gave_up' ? 'failed.gave_up' : 'failed.refused';
  const meant = bouncedAt && typeof bounce?.['reason'] === 'string' ? bounce['reason'] : reason;
  return [fact(code, { reason: meant, attempt }, { verdict: false }), ...said(response)];
}

function unknown({ reason, response }: StoredMessage): Fact[] {
  const code = reason === 'worker.lost' ? 'unknown.lost' : 'unknown.no_answer';
  return [fact(code), ...said(response), fact('unknown.meaning')];
}

function sent({ sentAt: at, response, bouncedAt, complainedAt, bounce }: StoredMessage): Fact[] {
  const diagnostic = bounce?.['diagnostic'] ?? bounce?.['reason'];
  const why = typeof diagnostic === 'string' ? diagnostic : null;
  const returned = fact(
    why === null ? 'sent.bounced_bare' : 'sent.bounced',
    { at: bouncedAt, why },
    { verdict: false },
  );
  return [
    fact('sent.accepted', { at }, { verdict: true }),
    ...said(response),
    ...(bouncedAt ? [returned] : []),
    ...(complainedAt ? [fact('sent.complained', { at: complainedAt }, { verdict: false })] : []),
  ];
}
