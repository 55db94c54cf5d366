import type { CampaignEntity } from '#libs/campaigns';

/** A campaign as the API shows it. */
export function showCampaign(campaign: CampaignEntity, topic: string) {
  return {
    id: campaign.id,
    name: campaign.name,
    status: campaign.status,
    failure: campaign.failure,
    template_id: campaign.templateId,
    template_version: campaign.templateVersion,
    topic,
    audience: campaign.audience,
    sender_id: campaign.senderId,
    send_at: campaign.sendAt,
    version: campaign.version,
    created_at: campaign.createdAt,
    updated_at: campaign.updatedAt,
    started_at: campaign.startedAt,
    completed_at: campaign.completedAt,
  };
}
