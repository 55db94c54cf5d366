import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { CampaignLifecycle } from './campaign-lifecycle.js';
import { CampaignSnapshot } from './campaign-snapshot.js';
import { CampaignRounds } from './rounds/campaign-rounds.service.js';

const ACTIVE = `SELECT EXISTS (SELECT FROM campaigns
  WHERE status = 'sending' OR (status = 'scheduled' AND send_at <= $1))
  OR EXISTS (SELECT FROM campaign_rounds round JOIN campaigns ON campaigns.id = round.campaign_id
    WHERE cursor IS NOT NULL AND round.send_at <= $1 AND status = 'completed') AS active`;

/** Moves campaigns on: starts the due ones, writes their audience, completes the finished ones. */
@Injectable()
export class CampaignRunner implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CampaignLifecycle) private readonly lifecycle: CampaignLifecycle,
    @Inject(CampaignRounds) private readonly rounds: CampaignRounds,
    @Inject(CampaignSnapshot) private readonly snapshot: CampaignSnapshot,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      job: 'campaigns.advance',
      everyMs: 1000,
      findDue: async () => {
        const [row] = await this.db.query<{ active: boolean }>(ACTIVE, [this.clock.now()]);
        return row?.active ? [{}] : [];
      },
    });
  }

  async advance(): Promise<void> {
    await this.lifecycle.advance();
    await this.rounds.startDue();
    while (await this.snapshot.step());
    await this.lifecycle.advance();
  }
}
