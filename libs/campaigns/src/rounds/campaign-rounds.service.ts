import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Ledger } from '#libs/ledger';
import { Signals } from '#libs/queue';
import { readCampaignFacts, requireSendable } from '../campaign-facts.js';
import { CAMPAIGN_PRIORITY, lockCampaign, type CampaignHead } from '../campaign-head.js';
import { CampaignSnapshot } from '../campaign-snapshot.js';
import { readRounds, type RoundView } from './round-view.js';
import type { RoundKind } from './round-people.js';

export interface RoundRequest {
  readonly kind: Exclude<RoundKind, 'first'>;
  /** With `failed`: also those of whom nobody knows whether they got it. They may get it twice. */
  readonly unknown: boolean;
  /** At once when absent or past. */
  readonly sendAt: Date | null;
}

interface LastRound extends Record<string, unknown> {
  readonly round: number;
  readonly kind: RoundKind;
  readonly unknown: boolean;
  readonly sendAt: Date | null;
  /** Its audience is not written completely: scheduled, or under way. */
  readonly open: boolean;
}

const LAST = `
  SELECT round, kind, unknown, send_at AS "sendAt", cursor IS NOT NULL AS open
  FROM campaign_rounds WHERE campaign_id = $1 ORDER BY round DESC LIMIT 1`;

const ADD = `
  INSERT INTO campaign_rounds (campaign_id, round, kind, unknown, send_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)`;

const BEGIN = `UPDATE campaigns SET status = 'sending', completed_at = NULL, updated_at = $2 WHERE id = $1`;

const START = `UPDATE campaign_rounds SET started_at = $3 WHERE campaign_id = $1 AND round = $2`;

const DUE = `
  SELECT round.campaign_id AS id FROM campaign_rounds round JOIN campaigns ON campaigns.id = round.campaign_id
  WHERE cursor IS NOT NULL AND round.send_at <= $1 AND status = 'completed'`;

const FAIL = `
  UPDATE campaign_rounds SET cursor = NULL, failure = $2
  WHERE campaign_id = $1 AND cursor IS NOT NULL AND started_at IS NULL`;

const REMOVE = `
  DELETE FROM campaign_rounds WHERE campaign_id = $1 AND round = $2 AND cursor IS NOT NULL AND started_at IS NULL`;

/** Sends a completed campaign again, under the same report: to those who failed, or to those who joined since. */
@Injectable()
export class CampaignRounds {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(CampaignSnapshot) private readonly snapshot: CampaignSnapshot,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Oldest first. Throws `campaign.not_found`. */
  async list(id: number): Promise<RoundView[]> {
    return readRounds(this.db, id);
  }

  /**
   * Makes a round, and starts it unless its time is to come. Asked for what is waiting or under way already, it answers
   * with that. Throws `campaign.not_found`, `campaign.status`, `campaign.round_open`, `campaign.round_empty`, and what
   * a start throws.
   */
  async request(id: number, wanted: RoundRequest): Promise<{ round: RoundView; made: boolean }> {
    const now = this.clock.now();
    const request = { ...wanted, sendAt: wanted.sendAt && wanted.sendAt > now ? wanted.sendAt : null };
    const { number, made } = await this.db.transaction(async (tx) => {
      const campaign = await lockCampaign(tx, id);
      const [last] = await tx.query<LastRound>(LAST, [id]);
      if (last && isUnderWay(campaign, last)) return { number: sameOrRefuse(last, request).round, made: false };
      if (campaign.status !== 'completed' || !last) throw refusal(campaign);
      const next = last.round + 1;
      if (!request.sendAt) await this.requirePeople(tx, id, request);
      await tx.execute(ADD, [id, next, request.kind, request.unknown, request.sendAt, now]);
      if (!request.sendAt) await this.begin(tx, campaign, next);
      return { number: next, made: true };
    });
    const round = (await readRounds(this.db, id)).find((each) => each.round === number);
    if (!round) throw new DomainError('campaign.round_not_found');
    return { round, made };
  }

  /** Takes a round back that has not begun. Throws `campaign.not_found`, `campaign.round_not_found`. */
  async remove(id: number, round: number): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockCampaign(tx, id);
      if ((await tx.execute(REMOVE, [id, round])) === 0) throw new DomainError('campaign.round_not_found');
    });
  }

  /** Starts the rounds whose time has come. */
  async startDue(): Promise<void> {
    const due = await this.db.query<{ id: number }>(DUE, [this.clock.now()]);
    for (const { id } of due) await this.startOne(id);
  }

  /** Nobody is there to be told: what can't start says why in the list of rounds, and holds up no other. */
  private async startOne(id: number): Promise<void> {
    try {
      await this.db.transaction(async (tx) => {
        const campaign = await lockCampaign(tx, id);
        const [last] = await tx.query<LastRound>(LAST, [id]);
        // Another process was first, or somebody took it back.
        if (!last?.open || campaign.status !== 'completed') return;
        await this.begin(tx, campaign, last.round);
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.db.execute(FAIL, [id, error.message]);
    }
  }

  private async begin(tx: Tx, { id, topic_id: topicId }: CampaignHead, round: number): Promise<void> {
    requireSendable(await readCampaignFacts(tx, id), await this.organisation.read(tx));
    const now = this.clock.now();
    await tx.execute(BEGIN, [id, now]);
    await tx.execute(START, [id, round, now]);
    await this.ledger.setSource(tx, { kind: 'campaign', id, state: 'active', topicId, priority: CAMPAIGN_PRIORITY });
    tx.afterCommit(() => {
      this.signals.signal('campaigns.advance', {});
    });
  }

  private async requirePeople(tx: Tx, id: number, { kind, unknown }: RoundRequest): Promise<void> {
    const { people } = await this.snapshot.countRound(tx, id, kind, unknown);
    if (people === 0) throw new DomainError('campaign.round_empty');
  }
}

/** Scheduled, being written, or being sent. */
function isUnderWay({ status }: CampaignHead, { round, open }: LastRound): boolean {
  return round > 1 && (status === 'sending' || status === 'paused' || (status === 'completed' && open));
}

function sameOrRefuse(last: LastRound, { kind, unknown, sendAt }: RoundRequest): LastRound {
  const same = last.kind === kind && last.unknown === unknown && last.sendAt?.getTime() === sendAt?.getTime();
  if (!same) throw new DomainError('campaign.round_open');
  return last;
}

function refusal({ status }: CampaignHead): DomainError {
  return new DomainError('campaign.status', `A campaign that is ${status} can't be sent again: it must be completed.`);
}
