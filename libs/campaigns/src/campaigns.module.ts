import { Module } from '@nestjs/common';
import { LedgerModule } from '#libs/ledger';
import { AccountsModule } from '#libs/accounts';
import { ContentModule } from '#libs/content';
import { CampaignLifecycle } from './campaign-lifecycle.js';
import { CampaignPreflight } from './campaign-preflight.js';
import { CampaignRunner } from './campaign-runner.js';
import { CampaignSnapshot } from './campaign-snapshot.js';
import { CampaignsProgress } from './campaigns-progress.js';
import { CampaignsService } from './campaigns.service.js';
import { CampaignValues } from './values/campaign-values.service.js';
import { CampaignRounds } from './rounds/campaign-rounds.service.js';
import { CampaignsExplainer } from './why/campaigns.explainer.js';

/** Broadcasts. Needs `ConditionEvaluator` from the registry. */
@Module({
  imports: [AccountsModule, ContentModule, LedgerModule],
  providers: [
    CampaignsService,
    CampaignLifecycle,
    CampaignPreflight,
    CampaignSnapshot,
    CampaignValues,
    CampaignRounds,
    CampaignRunner,
    CampaignsProgress,
    CampaignsExplainer,
  ],
  exports: [
    CampaignsService,
    CampaignLifecycle,
    CampaignPreflight,
    CampaignRounds,
    CampaignSnapshot,
    CampaignValues,
    CampaignRunner,
    CampaignsExplainer,
  ],
})
export class CampaignsModule {}
