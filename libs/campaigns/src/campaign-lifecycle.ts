import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Ledger } from '#libs/ledger';
import { Signals } from '#libs/queue';
import { readCampaignFacts, requireSendable } from './campaign-facts.js';
import { CAMPAIGN_PRIORITY, lockCampaign, type CampaignHead } from './campaign-head.js';
import { releaseTemplate } from './campaign-references.js';
import type { CampaignEntity, CampaignStatus } from './campaign.entity.js';
import { CampaignValues } from './values/campaign-values.service.js';

// A sender that was removed meanwhile gives way to the default one.
const BEGIN = `
  UPDATE campaigns SET status = 'sending', failure = NULL, started_at = $2, updated_at = $2,
    template_version = (SELECT published_version FROM templates WHERE templates.id = campaigns.template_id),
    sender_id = (SELECT id FROM senders WHERE senders.id = campaigns.sender_id AND archived_at IS NULL)
  WHERE id = $1 RETURNING template_version`;

const WAITING = `
  SELECT template_id AS "templateId", template_version AS "templateVersion" FROM campaigns
  WHERE id = $1 AND status IN ('draft', 'scheduled', 'failed')`;

type Waiting = Pick<CampaignEntity, 'templateId' | 'templateVersion'>;

const FAIL = `
  UPDATE campaigns SET status = 'failed', failure = $2, updated_at = $3 WHERE id = $1 AND status = 'scheduled'`;

const SET_STATUS = `UPDATE campaigns SET status = $2, updated_at = $3 WHERE id = $1`;

const DUE = `SELECT id FROM campaigns WHERE status = 'scheduled' AND send_at <= $1`;

// Done when the snapshot is complete and nothing of it can still leave.
const COMPLETE = `
  UPDATE campaigns SET status = 'completed', completed_at = $1, updated_at = $1
  WHERE status = 'sending'
    AND NOT EXISTS (SELECT FROM campaign_rounds WHERE campaign_id = campaigns.id AND cursor IS NOT NULL)
    AND NOT EXISTS (SELECT FROM message_queue
      WHERE priority = ${String(CAMPAIGN_PRIORITY)} AND source_kind = 'campaign' AND lane = campaigns.id)
  RETURNING id`;

// Its start is the campaign's, by the same clock.
const FIRST_ROUND = `
  INSERT INTO campaign_rounds (campaign_id, round, kind, created_at, started_at) VALUES ($1, 1, 'first', $2, $2)`;

/** Start, pause, resume, cancel, complete. Each is idempotent: the row lock makes fifty equal calls one change. */
@Injectable()
export class CampaignLifecycle {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CampaignValues) private readonly values: CampaignValues,
  ) {}

  /**
   * draft, or failed to start → scheduled when its time is to come, else → sending. A campaign that has started stays
   * as it is.
   */
  async start(id: number): Promise<void> {
    // Before the row is locked: it compiles the template, which takes a connection of its own.
    const [waiting] = await this.db.query<Waiting>(WAITING, [id]);
    if (waiting) await this.values.requireSubject(waiting);
    await this.db.transaction(async (tx) => {
      const campaign = await lockCampaign(tx, id);
      if (campaign.status === 'paused') throw new DomainError('campaign.paused');
      if (!['draft', 'scheduled', 'failed'].includes(campaign.status)) return;
      const now = this.clock.now();
      if (campaign.send_at && campaign.send_at > now) await tx.execute(SET_STATUS, [id, 'scheduled', now]);
      else await this.begin(tx, campaign);
    });
  }

  async pause(id: number): Promise<void> {
    await this.move(id, { sending: 'paused' }, 'paused');
  }

  async resume(id: number): Promise<void> {
    await this.move(id, { paused: 'sending' }, 'active');
  }

  /** Ends it: what has not left will not leave. A scheduled one simply does not start. */
  async cancel(id: number): Promise<void> {
    await this.db.transaction(async (tx) => {
      const campaign = await lockCampaign(tx, id);
      if (campaign.status === 'cancelled') return;
      if (!['scheduled', 'sending', 'paused'].includes(campaign.status)) throw notPossible('cancel', campaign.status);
      await tx.execute(SET_STATUS, [id, 'cancelled', this.clock.now()]);
      await this.setSource(tx, campaign, 'ended');
      await this.ledger.skipOpen(tx, { kind: 'campaign', id }, 'campaign.cancelled');
    });
  }

  /** Starts what is due, and completes what is done. */
  async advance(): Promise<void> {
    const now = this.clock.now();
    const due = await this.db.query<{ id: number }>(DUE, [now]);
    for (const { id } of due) await this.startDue(id);
    await this.db.query(COMPLETE, [now]);
  }

  /** Nobody is there to be told: what can't start says why on its page, and holds up no other. */
  private async startDue(id: number): Promise<void> {
    try {
      await this.start(id);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.db.execute(FAIL, [id, error.message, this.clock.now()]);
    }
  }

  private async begin(tx: Tx, campaign: CampaignHead): Promise<void> {
    requireSendable(await readCampaignFacts(tx, campaign.id), await this.organisation.read(tx));
    const [row] = await tx.query<{ template_version: number | null }>(BEGIN, [campaign.id, this.clock.now()]);
    if (row?.template_version == null) throw new DomainError('campaign.template_unpublished');
    await releaseTemplate(tx, campaign.id);
    await this.setSource(tx, campaign, 'active');
    await tx.execute(FIRST_ROUND, [campaign.id, this.clock.now()]);
    tx.afterCommit(() => {
      this.signals.signal('campaigns.advance', {});
    });
  }

  private async move(
    id: number,
    steps: Partial<Record<CampaignStatus, CampaignStatus>>,
    source: 'active' | 'paused',
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const campaign = await lockCampaign(tx, id);
      const next = steps[campaign.status];
      if (Object.values(steps).includes(campaign.status)) return;
      if (!next) throw notPossible(source === 'paused' ? 'pause' : 'resume', campaign.status);
      await tx.execute(SET_STATUS, [id, next, this.clock.now()]);
      await this.setSource(tx, campaign, source);
      tx.afterCommit(() => {
        this.signals.signal('campaigns.advance', {});
      });
    });
  }

  private async setSource(tx: Tx, campaign: CampaignHead, state: 'active' | 'paused' | 'ended'): Promise<void> {
    const { id, topic_id: topicId } = campaign;
    await this.ledger.setSource(tx, { kind: 'campaign', id, state, topicId, priority: CAMPAIGN_PRIORITY });
  }
}

function notPossible(action: string, status: CampaignStatus): DomainError {
  return new DomainError('campaign.status', `A campaign that is ${status} can't be asked to ${action}.`);
}
