import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { Queryable } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import {
  fact,
  type Absence,
  type ExplainedSource,
  type Fact,
  type ForeseenMail,
  type SourceExplainer,
} from '#libs/ledger';
import type { Audience } from '../audience.js';
import { CAMPAIGN_PRIORITY } from '../campaign-head.js';
import type { CampaignStatus } from '../campaign.entity.js';
import type { RoundKind } from '../rounds/round-people.js';
import { AudienceFacts } from './audience-facts.js';

interface CampaignRow extends Record<string, unknown> {
  readonly status: CampaignStatus;
  readonly failure: string | null;
  readonly audience: Audience;
  readonly topicId: number;
  readonly senderId: number | null;
  readonly templateId: number;
  readonly sendAt: Date | null;
}

const NAME = 'SELECT name, status FROM campaigns WHERE id = $1';

const CAMPAIGN = `
  SELECT status, failure, audience, topic_id AS "topicId", sender_id AS "senderId", template_id AS "templateId",
    send_at AS "sendAt"
  FROM campaigns WHERE id = $1`;

interface RoundRow extends Record<string, unknown> {
  readonly round: number;
  readonly kind: RoundKind;
  readonly people: number;
  readonly sendAt: Date | null;
  readonly startedAt: Date | null;
  /** When its list was complete. */
  readonly listedAt: Date | null;
  readonly open: boolean;
}

/** More would tell nobody anything. */
const ROUNDS_TOLD = 5;

const ROUNDS = `
  SELECT round, kind, coalesce(audience, 0) AS people, send_at AS "sendAt", started_at AS "startedAt",
    completed_at AS "listedAt", cursor IS NOT NULL AS open
  FROM campaign_rounds WHERE campaign_id = $1 AND failure IS NULL ORDER BY round DESC LIMIT ${String(ROUNDS_TOLD)}`;

const CREATED = 'SELECT created_at AS "createdAt" FROM contacts WHERE id = $1';

const NOT_STARTED: ReadonlySet<CampaignStatus> = new Set(['draft', 'scheduled', 'failed']);

/** Why a campaign has no mail for somebody: its list as it was made, or as it would be made now. */
@Injectable()
export class CampaignsExplainer implements SourceExplainer {
  readonly kind = 'campaign';

  constructor(
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async describe(on: Queryable, id: number): Promise<ExplainedSource | null> {
    const [row] = await on.query<ExplainedSource & Record<string, unknown>>(NAME, [id]);
    return row ?? null;
  }

  async absence(on: Queryable, id: number, contactId: number): Promise<Absence> {
    const [campaign] = await on.query<CampaignRow>(CAMPAIGN, [id]);
    if (!campaign) throw new DomainError('campaign.not_found');
    const facts = new AudienceFacts(on, this.evaluator, contactId, this.clock.now());
    if (NOT_STARTED.has(campaign.status)) return this.before(campaign, facts);
    const rounds = await on.query<RoundRow>(ROUNDS, [id]);
    const [contact] = await on.query<{ createdAt: Date }>(CREATED, [contactId]);
    const told: Fact[] = [];
    for (const round of rounds) told.push(...(await this.ofRound(campaign, round, facts, contact?.createdAt ?? null)));
    return { outcome: 'not_in_audience', facts: told, foreseen: null };
  }

  origin(_on: Queryable, { occurrence, createdAt: at }: { occurrence: string; createdAt: Date }): Promise<Fact[]> {
    const round = Number(occurrence);
    return Promise.resolve([round > 1 ? fact('mail.listed_again', { round, at }) : fact('mail.listed', { at })]);
  }

  refusal(): Promise<Fact[]> {
    return Promise.resolve([]);
  }

  private async before(campaign: CampaignRow, facts: AudienceFacts): Promise<Absence> {
    const now = this.clock.now();
    const parts = await facts.read(campaign, { at: now, isNow: true });
    const inside = parts.every(({ verdict }) => verdict !== false);
    return {
      outcome: inside ? 'not_started' : 'not_in_audience',
      facts: [stateOf(campaign), ...parts],
      foreseen: inside ? foreseenOf(campaign) : null,
    };
  }

  private async ofRound(
    campaign: CampaignRow,
    round: RoundRow,
    facts: AudienceFacts,
    createdAt: Date | null,
  ): Promise<Fact[]> {
    const { round: number, kind, people, sendAt, startedAt, listedAt, open } = round;
    if (!startedAt) return [fact('snapshot.waiting', { round: number, at: sendAt })];
    if (open) {
      const code = campaign.status === 'cancelled' ? 'snapshot.stopped' : 'snapshot.running';
      return [fact(code, { round: number })];
    }
    const taken = fact('snapshot.taken', { round: number, at: startedAt, people });
    if (kind === 'failed') return [taken, fact('snapshot.failed_only', { round: number }, { verdict: false })];
    if (createdAt && listedAt && createdAt > listedAt) {
      return [taken, fact('contact.added', { at: createdAt }, { verdict: false })];
    }
    const parts = await facts.read(campaign, { at: startedAt, isNow: false });
    const against = parts.some(({ verdict }) => verdict === false);
    return [taken, ...parts, ...(against || campaign.audience.condition ? [] : [fact('audience.unclear')])];
  }
}

function stateOf({ status, sendAt, failure }: CampaignRow): Fact {
  if (status === 'failed') return fact('campaign.not_started', { failure });
  return status === 'scheduled' ? fact('campaign.scheduled', { at: sendAt }) : fact('campaign.draft');
}

function foreseenOf({ topicId, senderId, templateId }: CampaignRow): ForeseenMail {
  return { class: 'marketing', topicId, senderId, templateId, templateVersion: null, priority: CAMPAIGN_PRIORITY };
}
