import type { Organisation } from '#libs/accounts';
import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { domainToASCII } from 'node:url';

const READ = `
  SELECT template.published_version IS NOT NULL AS published, coalesce(own.email, standard.email) AS sender,
    coalesce(own.postal_address, standard.postal_address) AS postal_address,
    CASE WHEN own.id IS NULL THEN standard.return_path_domain ELSE own.return_path_domain END AS return_path,
    (CASE WHEN own.id IS NULL THEN standard.transport ELSE own.transport END)->>'type' = 'mailbox' AS stays_here
  FROM campaigns
  JOIN templates template ON template.id = campaigns.template_id
  LEFT JOIN senders own ON own.id = campaigns.sender_id AND own.archived_at IS NULL
  LEFT JOIN senders standard ON standard.is_default
  WHERE campaigns.id = $1`;

const DOMAIN = `
  SELECT EXISTS (SELECT FROM sender_domains WHERE verified AND domain = $1) AS verified,
    (SELECT message FROM return_path_alignments
     WHERE status = 'unaligned' AND domain = $1 AND return_path = $2) AS unaligned`;

interface StoredFacts extends Record<string, unknown> {
  readonly published: boolean;
  /** The address that it comes from; null when there is no sender. */
  readonly sender: string | null;
  readonly postal_address: string | null;
  /** Where its returned mail goes when that has a domain of its own. */
  readonly return_path: string | null;
  /** It fills the built-in mailbox, and leaves nowhere. */
  readonly stays_here: boolean | null;
}

/** What decides whether a campaign can be sent at all. */
export interface CampaignFacts extends StoredFacts {
  /** The domain's DNS was found complete. */
  readonly verified: boolean;
  /** Why SPF does not count for the domain that readers see; null when it does, or nobody has looked. */
  readonly unaligned: string | null;
}

interface DomainFacts extends Record<string, unknown>, Pick<CampaignFacts, 'verified' | 'unaligned'> {}

const UNKNOWN = { verified: false, unaligned: null };

/** Throws `campaign.not_found`. */
export async function readCampaignFacts(on: Queryable, id: number): Promise<CampaignFacts> {
  const [facts] = await on.query<StoredFacts>(READ, [id]);
  if (!facts) throw new DomainError('campaign.not_found');
  // Kept as A-labels, which SQL cannot make.
  const domain = domainToASCII(facts.sender?.split('@').at(-1) ?? '').toLowerCase();
  const names = [domain, facts.return_path ?? domain];
  const [{ verified, unaligned } = UNKNOWN] = await on.query<DomainFacts>(DOMAIN, names);
  return { ...facts, verified, unaligned: facts.stays_here === true ? null : unaligned };
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
