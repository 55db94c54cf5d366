import type { Tx } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { CampaignStatus } from './campaign.entity.js';

/** What decides what may be done with a campaign. */
export interface CampaignHead extends Record<string, unknown> {
  readonly id: number;
  readonly status: CampaignStatus;
  readonly topic_id: number;
  readonly template_id: number;
  readonly send_at: Date | null;
}

/** Of the mails of campaigns in the ledger: see `NewMessage.priority`. */
export const CAMPAIGN_PRIORITY = 5;

const LOCK = `SELECT id, status, topic_id, template_id, send_at FROM campaigns WHERE id = $1 FOR UPDATE`;

/** Keeps the campaign as it is until the transaction ends. Throws `campaign.not_found`. */
export async function lockCampaign(tx: Tx, id: number): Promise<CampaignHead> {
  const [campaign] = await tx.query<CampaignHead>(LOCK, [id]);
  if (!campaign) throw new DomainError('campaign.not_found');
  return campaign;
}
