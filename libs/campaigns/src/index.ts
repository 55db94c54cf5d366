import { CampaignEntity } from './campaign.entity.js';

export { type Audience } from './audience.js';
export { CampaignEntity, type CampaignStatus } from './campaign.entity.js';
export { CampaignLifecycle } from './campaign-lifecycle.js';
export { CampaignPreflight, type Preflight, type PreflightProblem } from './campaign-preflight.js';
export { CampaignRunner } from './campaign-runner.js';
export { CampaignsModule } from './campaigns.module.js';
export { type SentSegment } from './campaign-segments.js';
export { CampaignsService, type CampaignInput, type CampaignReport } from './campaigns.service.js';
export { CampaignRounds, type RoundRequest } from './rounds/campaign-rounds.service.js';
export { type RoundView } from './rounds/round-view.js';
export { CampaignValues, type PersonWithout } from './values/campaign-values.service.js';
export { CampaignsExplainer } from './why/campaigns.explainer.js';

export const CAMPAIGNS_ENTITIES = [CampaignEntity] as const;
