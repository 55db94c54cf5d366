import type { Condition, ConditionProblem } from '#libs/conditions';
import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { SegmentKind, SegmentStatus } from './segment.entity.js';

/** A segment as the API gives it. */
export interface SegmentView {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly color: string | null;
  readonly kind: SegmentKind;
  readonly condition: Condition | null;
  /** building until the membership belongs to the condition. */
  readonly status: SegmentStatus;
  readonly count: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A segment that was just saved, with what is suspicious about its condition. */
export interface SavedSegment extends SegmentView {
  readonly warnings: readonly ConditionProblem[];
}

const COLUMNS = `
  s.id, s.slug, s.name, s.description, s.color, s.kind, s.condition, s.status,
  (SELECT coalesce(sum(members), 0) FROM segment_counts WHERE segment_id = s.id)::bigint AS count,
  s.version, s.created_at, s.updated_at`;

const BY_ID = `SELECT ${COLUMNS} FROM segments s WHERE s.id = $1 AND s.archived_at IS NULL`;

const PAGE = `
  SELECT ${COLUMNS} FROM segments s
  WHERE s.archived_at IS NULL AND ($1::bigint IS NULL OR s.id < $1) AND ($2::text IS NULL OR s.kind = $2)
    AND ($3::text IS NULL OR strpos(lower(s.name), lower($3)) > 0 OR strpos(s.slug, lower($3)) > 0)
  ORDER BY s.id DESC LIMIT $4`;

/** Throws `segment.not_found`. */
export async function readSegment(on: Queryable, id: number): Promise<SegmentView> {
  const [segment] = await on.query<SegmentView>(BY_ID, [id]);
  if (!segment) throw new DomainError('segment.not_found');
  return segment;
}

export interface SegmentFilter {
  readonly kind: SegmentKind | null;
  /** A part of the name or slug. */
  readonly search: string | null;
}

/** Newest first; `before` is the id to go on below. */
export async function readSegments(
  on: Queryable,
  { kind, search }: SegmentFilter,
  before: number | null,
  limit: number,
): Promise<SegmentView[]> {
  return on.query<SegmentView>(PAGE, [before, kind, search, limit]);
}
