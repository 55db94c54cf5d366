import type { Organisation } from '#libs/accounts';
import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { domainToASCII } from 'node:url';

const READ = `
  SELECT template.published_version IS NOT NULL AS published, coalesce(own.email, standard.email) AS sender,
    coalesce(own.postal_address, standard.postal_address) AS postal_address,
    (CASE WHEN own.id IS NULL THEN standard.transport ELSE own.transport END)->>'type' = 'mailbox' AS stays_here
  FROM campaigns
  JOIN templates template ON template.id = campaigns.template_id
  LEFT JOIN senders own ON own.id = campaigns.sender_id AND own.archived_at IS NULL
  LEFT JOIN senders standard ON standard.is_default
  WHERE campaigns.id = $1`;

const VERIFIED = 'SELECT EXISTS (SELECT FROM sender_domains WHERE verified AND domain = $1) AS verified';

interface StoredFacts extends Record<string, unknown> {
  readonly published: boolean;
  /** The address that it comes from; null when there is no sender. */
  readonly sender: string | null;
  readonly postal_address: string | null;
  /** It fills the built-in mailbox, and leaves nowhere. */
  readonly stays_here: boolean | null;
}

/** What decides whether a campaign can be sent at all. */
export interface CampaignFacts extends StoredFacts {
  /** The domain's DNS was found complete. */
  readonly verified: boolean;
}

/** Throws `campaign.not_found`. */
export async function readCampaignFacts(on: Queryable, id: number): Promise<CampaignFacts> {
  const [facts] = await on.query<StoredFacts>(READ, [id]);
  if (!facts) throw new DomainError('campaign.not_found');
  // Kept as A-labels, which SQL cannot make.
  const domain = domainToASCII(facts.sender?.split('@').at(-1) ?? '').toLowerCase();
  const [found] = await on.query<{ verified: boolean }>(VERIFIED, [domain]);
  return { ...facts, verified: found?.verified ?? false };
}

export function lacksVerification({ sender, stays_here: staysHere, verified }: CampaignFacts): boolean {
  return sender !== null && staysHere !== true && !verified;
}

/** Throws `campaign.template_unpublished`, `sender.missing` or `campaign.domain_unverified`. */
export function requireSendable(facts: CampaignFacts, organisation: Organisation): void {
  if (!facts.published) throw new DomainError('campaign.template_unpublished');
  if (facts.sender === null) throw new DomainError('sender.missing');
  if (organisation.require_verified_domain && lacksVerification(facts)) {
    throw new DomainError('campaign.domain_unverified');
  }
}
