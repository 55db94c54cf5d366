import { Inject, Injectable } from '@nestjs/common';
import { type Organisation, OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { MESSAGE_SOURCES, consentFact, expiryFact, fact, type ClaimedMessage, type MessageSource } from '#libs/ledger';
import { askSources } from '../gate/ask-sources.js';
import { findQuiet, quietRules } from '../gate/find-quiet.js';
import { FrequencyCaps, nextPlace, windowAfter } from '../gate/frequency-caps.js';
import { loadRecipientFacts, type RecipientFacts } from '../gate/recipient-facts.js';
import { addressOf, refusal } from '../gate/refusal.js';
import { capFacts } from './cap-facts.js';
import { ContentForecast } from './content-forecast.service.js';
import { exempt, pass, refuse, wait, type RuleForecast } from './rule-forecast.js';

export interface Forecast {
  readonly outcome: 'would_send' | 'would_wait' | 'would_be_left_out' | 'would_fail';
  readonly rules: readonly RuleForecast[];
}

interface Situation {
  readonly message: ClaimedMessage;
  readonly facts: RecipientFacts;
  readonly address: string | null;
  readonly organisation: Organisation;
  readonly now: Date;
}

const SOURCE = 'SELECT state FROM message_sources WHERE kind = $1 AND id = $2';
const SUPPRESSION = 'SELECT reason, created_at AS since FROM suppressions WHERE email = $1';
const TOPIC = 'SELECT slug FROM topics WHERE id = $1';

/** Asks the gate about a mail without letting it go: the same checks, each with its fact, and no place is taken. */
@Injectable()
export class GateForecast {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(FrequencyCaps) private readonly caps: FrequencyCaps,
    @Inject(MESSAGE_SOURCES) private readonly sources: readonly MessageSource[],
    @Inject(ContentForecast) private readonly content: ContentForecast,
  ) {}

  async judge(message: ClaimedMessage): Promise<Forecast> {
    const topics = message.topicId === null ? [] : [message.topicId];
    const addresses = message.recipientAddress === null ? [] : [message.recipientAddress];
    const facts = await loadRecipientFacts(this.db, [message.contactId], topics, addresses);
    const address = addressOf(message, facts);
    const organisation = await this.settings.read();
    const situation = { message, facts, address, organisation, now: this.clock.now() };
    const rules = [
      await this.suppression(situation),
      ...(await this.consent(situation)),
      await this.validity(message),
      await this.frequency(situation),
      await this.quiet(situation),
      await this.content.domain(message, organisation),
      await this.content.content(message, { address, facts }),
      { rule: 'D68', verdict: 'later', facts: [fact('gate.hand_over')] } as const,
      { rule: 'D69', verdict: 'later', facts: [fact('gate.kept')] } as const,
    ];
    return { outcome: outcomeOf(rules), rules };
  }

  private async suppression({ message, facts, address, now }: Situation): Promise<RuleForecast> {
    const reason = refusal(
      { ...message, class: message.class === 'marketing' ? 'transactional' : message.class },
      address,
      facts,
      now,
    );
    if (reason === undefined) return pass('D60', fact('gate.address', { address }, { verdict: true }));
    if (reason === 'contact.not_found') return refuse('D60', fact('contact.gone', {}, { verdict: false }));
    if (reason === 'contact.no_email') return refuse('D60', fact('address.none', {}, { verdict: false }));
    const [found] = await this.db.query<{ reason: string; since: Date }>(SUPPRESSION, [address]);
    return refuse('D60', fact('address.blocked', found ?? {}, { verdict: false }));
  }

  /** One stored status answers for purpose and topic: who turned the topic down is refused by D62, all else by D61. */
  private async consent({ message, facts, address, now }: Situation): Promise<RuleForecast[]> {
    if (message.class !== 'marketing') return [exempt('D61'), exempt('D62')];
    const open = { ...facts, suppressed: new Map<string, string>() };
    const reason = refusal(message, address ?? '', open, now);
    const said = await consentFact(this.db, message.contactId, message.topicId ?? 0, now);
    if (reason === undefined) return [pass('D61', said), pass('D62', said)];
    if (reason === 'consent.unsubscribed') return [pass('D61', { ...said, verdict: null }), refuse('D62', said)];
    const expired = reason === 'consent.expired';
    const why = expired ? await expiryFact(this.db, message.contactId, message.topicId ?? 0) : said;
    return [refuse('D61', why), pass('D62', { ...said, verdict: null })];
  }

  private async validity(message: ClaimedMessage): Promise<RuleForecast> {
    const [source] = await this.db.query<{ state: string }>(SOURCE, [message.sourceKind, message.sourceId]);
    if (source?.state === 'paused') return wait('D63', fact('gate.source_paused', {}, { verdict: false }));
    if (source?.state === 'ended') return refuse('D63', fact('gate.source_ended', {}, { verdict: false }));
    // A mail that is not written yet has no run whose end could be asked for.
    const asked = message.id === 0 ? new Map<number, string>() : await askSources(this.db, this.sources, [message]);
    const reason = asked.get(message.id);
    if (reason === undefined) return pass('D63', fact('gate.source', {}, { verdict: true }));
    return refuse('D63', fact('gate.source_refuses', { reason }, { verdict: false }));
  }

  private async frequency({ message, organisation, now }: Situation): Promise<RuleForecast> {
    if (message.class !== 'marketing') return exempt('D64');
    const { frequency_caps: caps, frequency_wait: longest } = organisation;
    if (caps.length === 0) return pass('D64', fact('gate.no_cap', {}, { verdict: true }));
    const taken = await this.caps.look(message.contactId, message.id, caps, now);
    const [found] = await this.db.query<{ slug: string }>(TOPIC, [message.topicId]);
    const topic = found?.slug ?? null;
    const counted = capFacts(taken, { topic, caps, at: now }, 'gate.cap');
    const until = nextPlace(taken, topic, caps, now);
    if (!until) return pass('D64', ...(counted.length > 0 ? counted : [fact('gate.no_cap', {}, { verdict: true })]));
    if (until <= windowAfter(message.createdAt, longest)) {
      return wait('D64', ...counted, fact('gate.cap_wait', { until }, { verdict: false }));
    }
    return refuse('D64', ...counted, fact('gate.cap_refuse', { until, wait: longest }, { verdict: false }));
  }

  private async quiet({ message, facts, organisation, now }: Situation): Promise<RuleForecast> {
    if (message.class !== 'marketing') return exempt('D65');
    const until = (await findQuiet(this.db, [{ message }], facts, organisation, now)).get(message.id);
    if (until) return wait('D65', fact('gate.quiet', { until }, { verdict: false }));
    const set = quietRules(organisation).length > 0;
    return pass('D65', fact(set ? 'gate.awake' : 'gate.no_quiet', {}, { verdict: true }));
  }
}

/** In the order in which the gate asks: quiet hours before caps, and the content last. */
function outcomeOf(rules: readonly RuleForecast[]): Forecast['outcome'] {
  const verdictOf = new Map(rules.map(({ rule, verdict }) => [rule, verdict]));
  for (const rule of ['D60', 'D61', 'D62', 'D63', 'D65', 'D64', 'D66', 'D67'] as const) {
    const verdict = verdictOf.get(rule);
    if (verdict === 'refuse') return rule === 'D67' && isBroken(rules) ? 'would_fail' : 'would_be_left_out';
    if (verdict === 'wait') return 'would_wait';
  }
  return 'would_send';
}

/** Nothing could be written for this person, which is no decision of the gate. */
function isBroken(rules: readonly RuleForecast[]): boolean {
  return rules.some(({ facts }) => facts.some(({ code }) => code === 'gate.content_broken'));
}
