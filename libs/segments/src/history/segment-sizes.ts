import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';
import { readSegment } from '../segment-view.js';

/** The size at the end of a day, and who moved on it. */
export interface DaySize extends Record<string, unknown> {
  /** In the organisation's zone: `2027-03-28`. */
  readonly day: string;
  readonly members: number;
  readonly entered: number;
  readonly left: number;
}

/**
 * A day is closed this long after its end: a batch of the router carries the time at which it began, and has ended by
 * then. The day closed last is worked out again with the next, so that a straggler counts after all.
 */
const CLOSED_AFTER_MS = 10 * 60_000;

// Sizes are worked out backwards: the size now, less what moved since. The count and the history of a move are written
// by one transaction, so one snapshot sees both. Days without a move are there as well. Days begin at midnight where
// the organisation is, so days of 23 and 25 hours are right.
const DAYS = (segments: string): string => `
  wanted AS MATERIALIZED (${segments}), size AS (
    SELECT segment_id, sum(members)::bigint AS members FROM segment_counts
    WHERE segment_id IN (SELECT id FROM wanted) GROUP BY 1
  ), moved AS (
    SELECT segment_id, (at AT TIME ZONE $1)::date AS day, count(*) FILTER (WHERE entered) AS entered,
      count(*) FILTER (WHERE NOT entered) AS gone
    FROM segment_history JOIN wanted ON wanted.id = segment_id
    WHERE at >= (wanted.first_day::timestamp AT TIME ZONE $1) GROUP BY 1, 2
  ), days AS (
    SELECT wanted.id AS segment_id, each.day::date AS day, coalesce(size.members, 0) AS now,
      coalesce(moved.entered, 0) AS entered, coalesce(moved.gone, 0) AS gone
    FROM wanted CROSS JOIN LATERAL
      generate_series(first_day::timestamp, ($2::timestamptz AT TIME ZONE $1)::date::timestamp, '1 day') AS each (day)
    LEFT JOIN size ON size.segment_id = wanted.id
    LEFT JOIN moved ON moved.segment_id = wanted.id AND moved.day = each.day::date
  ), sized AS (
    SELECT segment_id, day, entered, gone, now - coalesce(sum(entered - gone) OVER (PARTITION BY segment_id
      ORDER BY day ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) AS members
    FROM days
  )`;

const CLOSE = `
  WITH ${DAYS(`
    SELECT s.id, coalesce((SELECT max(day) FROM segment_sizes WHERE segment_id = s.id),
      (s.first_built_at AT TIME ZONE $1)::date) AS first_day
    FROM segments s WHERE s.first_built_at IS NOT NULL AND s.archived_at IS NULL
      AND (s.first_built_at AT TIME ZONE $1)::date < ($3::timestamptz AT TIME ZONE $1)::date
      AND NOT EXISTS (SELECT FROM segment_sizes closed WHERE closed.segment_id = s.id
        AND closed.day >= ($3::timestamptz AT TIME ZONE $1)::date - 1)`)}
  INSERT INTO segment_sizes AS kept (segment_id, day, members, entered, gone)
  SELECT segment_id, day, members, entered, gone FROM sized WHERE day < ($3::timestamptz AT TIME ZONE $1)::date
  ON CONFLICT (segment_id, day) DO UPDATE
    SET members = excluded.members, entered = excluded.entered, gone = excluded.gone`;

// What is not closed yet follows from the history. One statement for all the segments that are asked for.
const READ = `
  WITH ${DAYS(`
    SELECT s.id, greatest((s.first_built_at AT TIME ZONE $1)::date, coalesce(
      (SELECT max(day) + 1 FROM segment_sizes WHERE segment_id = s.id),
      (($2::timestamptz AT TIME ZONE $1)::date - $4::integer))) AS first_day
    FROM segments s WHERE s.id = ANY ($3::bigint[]) AND s.first_built_at IS NOT NULL`)}
  SELECT segment_id, day::text, members, entered, gone AS left FROM segment_sizes
  WHERE segment_id = ANY ($3::bigint[]) AND day >= (($2::timestamptz AT TIME ZONE $1)::date - $4::integer)
  UNION ALL
  SELECT segment_id, day::text, members::bigint, entered, gone FROM sized
  WHERE day >= (($2::timestamptz AT TIME ZONE $1)::date - $4::integer)
  ORDER BY segment_id, day`;

/** Keeps the size of each segment at the end of each day. */
@Injectable()
export class SegmentSizes implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'sizes of segments', run: () => this.close() });
  }

  /** Closes the days that have ended, of all segments by one statement. Resolves with 0: nothing is removed. */
  async close(): Promise<number> {
    const now = this.clock.now();
    const { time_zone: zone } = await this.settings.get();
    await this.db.execute(CLOSE, [zone, now, new Date(now.getTime() - CLOSED_AFTER_MS)]);
    return 0;
  }

  /** From a day on, today included; from the first build at the earliest. Throws `segment.not_found`. */
  async read(segmentId: number, days: number): Promise<DaySize[]> {
    await readSegment(this.db, segmentId);
    return (await this.readAll([segmentId], days)).get(segmentId) ?? [];
  }

  /** The same of many segments; a segment that was never built has none. */
  async readAll(segmentIds: readonly number[], days: number): Promise<Map<number, DaySize[]>> {
    const now = this.clock.now();
    const { time_zone: zone } = await this.settings.get();
    const rows = await this.db.query<DaySize & { segment_id: number }>(READ, [zone, now, segmentIds, days - 1]);
    const sizes = new Map<number, DaySize[]>(segmentIds.map((id) => [id, []]));
    for (const { segment_id: id, ...size } of rows) sizes.get(id)?.push(size);
    return sizes;
  }
}
