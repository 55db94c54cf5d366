import type { Queryable, Tx } from '#libs/db';

// The members at the time are those of the built revision: an edit under way does not count yet.
const KEEP = `
  INSERT INTO campaign_segments (campaign_id, round, segment_id, revision)
  SELECT $1, $2, id, coalesce(built_revision, revision) FROM segments WHERE id = ANY ($3::bigint[])
  ON CONFLICT DO NOTHING`;

/** Notes by which version of each segment a round was sent; edits afterwards leave that alone. */
export async function keepSegmentVersions(
  tx: Tx,
  campaignId: number,
  round: number,
  segmentIds: readonly number[],
): Promise<void> {
  if (segmentIds.length > 0) await tx.execute(KEEP, [campaignId, round, segmentIds]);
}

/** A segment as it was when a round was sent. */
export interface SentSegment extends Record<string, unknown> {
  readonly round: number;
  readonly segment_id: number;
  /** Null for a segment that is gone. */
  readonly name: string | null;
  readonly revision: number;
  /** Null for a static segment, and for one that is gone. */
  readonly condition: Readonly<Record<string, unknown>> | null;
}

const SENT = `
  SELECT sent.round, sent.segment_id, segments.name, sent.revision, version.condition
  FROM campaign_segments sent LEFT JOIN segments ON segments.id = sent.segment_id
  LEFT JOIN segment_versions version ON version.segment_id = sent.segment_id AND version.revision = sent.revision
  WHERE sent.campaign_id = $1 ORDER BY sent.round, sent.segment_id`;

export async function readSentSegments(on: Queryable, campaignId: number): Promise<SentSegment[]> {
  return on.query<SentSegment>(SENT, [campaignId]);
}
