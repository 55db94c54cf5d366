import { Module } from '@nestjs/common';
import { LedgerModule } from '#libs/ledger';
import { CampaignLifecycle } from './campaign-lifecycle.js';
import { CampaignRunner } from './campaign-runner.js';
import { CampaignSnapshot } from './campaign-snapshot.js';
import { CampaignsService } from './campaigns.service.js';

/** Broadcasts. Needs `ConditionEvaluator` from the registry. */
@Module({
  imports: [LedgerModule],
  providers: [CampaignsService, CampaignLifecycle, CampaignSnapshot, CampaignRunner],
  exports: [CampaignsService, CampaignLifecycle, CampaignSnapshot, CampaignRunner],
})
export class CampaignsModule {}
