import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { RoundKind } from './round-people.js';

export type RoundStatus = 'scheduled' | 'sending' | 'paused' | 'completed' | 'cancelled' | 'failed';

/** One sending of a campaign. The numbers are those of its own mails; the report counts people over all rounds. */
export interface RoundView {
  readonly round: number;
  readonly kind: RoundKind;
  readonly unknown: boolean;
  readonly status: RoundStatus;
  /** Why it did not start at its time. */
  readonly failure: string | null;
  readonly send_at: Date | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  /** When its audience was complete. */
  readonly snapshot_at: Date | null;
  /** People it was written for. */
  readonly audience: number;
  readonly pending: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unknown_mails: number;
  readonly skipped: number;
  readonly bounced: number;
}

const CAMPAIGN = `SELECT status FROM campaigns WHERE id = $1`;

const ROUNDS = `
  SELECT round, kind, unknown, failure, send_at, created_at, started_at, completed_at AS snapshot_at,
    coalesce(audience, 0) AS audience, cursor IS NOT NULL AND started_at IS NULL AS waits
  FROM campaign_rounds WHERE campaign_id = $1 ORDER BY round`;

const NUMBERS = `
  SELECT occurrence::int AS round, count(*) FILTER (WHERE state = 'pending')::int AS pending,
    count(*) FILTER (WHERE state = 'sent')::int AS sent, count(*) FILTER (WHERE state = 'deferred')::int AS deferred,
    count(*) FILTER (WHERE state = 'failed')::int AS failed,
    count(*) FILTER (WHERE state = 'unknown')::int AS unknown_mails,
    count(*) FILTER (WHERE state = 'skipped')::int AS skipped, count(bounced_at)::int AS bounced
  FROM messages WHERE source_kind = 'campaign' AND source_id = $1 GROUP BY 1`;

type RoundNumbers = Pick<
  RoundView,
  'round' | 'pending' | 'sent' | 'deferred' | 'failed' | 'unknown_mails' | 'skipped' | 'bounced'
>;

type RoundRow = Omit<RoundView, keyof RoundNumbers | 'status'> & { readonly round: number; readonly waits: boolean };

const NOTHING = { pending: 0, sent: 0, deferred: 0, failed: 0, unknown_mails: 0, skipped: 0, bounced: 0 };

/** Oldest first. Throws `campaign.not_found`. */
export async function readRounds(on: Queryable, campaignId: number): Promise<RoundView[]> {
  const [campaign] = await on.query<{ status: string }>(CAMPAIGN, [campaignId]);
  if (!campaign) throw new DomainError('campaign.not_found');
  const rounds = await on.query<RoundRow & Record<string, unknown>>(ROUNDS, [campaignId]);
  const numbers = await on.query<RoundNumbers & Record<string, unknown>>(NUMBERS, [campaignId]);
  const numbersOf = new Map(numbers.map((row) => [row.round, row]));
  return rounds.map(({ waits, ...round }, index) => ({
    ...round,
    status: statusOf(campaign.status, { waits, failure: round.failure, isLast: index === rounds.length - 1 }),
    ...(numbersOf.get(round.round) ?? NOTHING),
    round: round.round,
  }));
}

/** The campaign's status is that of its last round; those before are over. */
function statusOf(
  campaign: string,
  { waits, failure, isLast }: { waits: boolean; failure: string | null; isLast: boolean },
): RoundStatus {
  if (failure !== null) return 'failed';
  if (waits) return 'scheduled';
  if (isLast && (campaign === 'sending' || campaign === 'paused' || campaign === 'cancelled')) return campaign;
  return 'completed';
}
