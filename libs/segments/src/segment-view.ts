import type { Condition, ConditionProblem } from '#libs/conditions';
import type { NamedDocument } from '#libs/contacts';
import { type Folder, foldersOf, type Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { SegmentKind, SegmentStatus } from './segment.entity.js';

/** A user of Tidings, as lists name people. */
export interface NamedUser {
  readonly id: number;
  readonly name: string;
}

/** A build that is under way, and what can be said about how long it takes. */
export interface BuildProgress {
  readonly started_at: Date;
  /** How long the last build took; null for the first. */
  readonly last_took_ms: number | null;
}

/** A build that failed, and what comes next. */
export interface FailedBuild {
  /** In plain words, or what the condition's own rules say. */
  readonly reason: string;
  /** What the database itself said, for whoever runs it; null where it was not the database. */
  readonly detail: string | null;
  /** How often in a row. */
  readonly times: number;
  readonly retry_at: Date;
}

/** A segment as the API gives it. */
export interface SegmentView {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly color: string | null;
  readonly folder: string | null;
  readonly owner: NamedUser | null;
  readonly kind: SegmentKind;
  readonly condition: Condition | null;
  /** The number of the condition's version; it counts edits of the condition alone. */
  readonly revision: number;
  /** building until the membership belongs to the condition. */
  readonly status: SegmentStatus;
  readonly build: BuildProgress | null;
  /** Set while the members could not be worked out; those of the last build that went well stay. */
  readonly build_failed: FailedBuild | null;
  readonly count: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly archived_at: Date | null;
}

/** A segment with the documents that use it. */
export interface UsedSegment extends SegmentView {
  readonly used_by: readonly NamedDocument[];
}

/** A segment that was just saved, with what is suspicious about its condition. */
export interface SavedSegment extends SegmentView {
  readonly warnings: readonly ConditionProblem[];
}

const COLUMNS = `
  s.id, s.slug, s.name, s.description, s.color, s.folder,
  (SELECT jsonb_build_object('id', users.id, 'name', users.name) FROM users WHERE users.id = s.owner_id) AS owner,
  s.kind, s.condition, s.revision, s.status,
  CASE WHEN s.build_started_at IS NOT NULL
    THEN jsonb_build_object('started_at', s.build_started_at, 'last_took_ms', s.build_ms) END AS build,
  CASE WHEN s.build_error IS NOT NULL THEN jsonb_build_object(
    'reason', s.build_error, 'detail', s.build_error_detail, 'times', s.build_failures, 'retry_at', s.build_retry_at) END AS build_failed,
  (SELECT coalesce(sum(members), 0) FROM segment_counts WHERE segment_id = s.id)::bigint AS count,
  s.version, s.created_at, s.updated_at, s.archived_at`;

const BY_ID = `SELECT ${COLUMNS} FROM segments s WHERE s.id = $1`;

const PAGE = `
  SELECT ${COLUMNS} FROM segments s
  WHERE (s.archived_at IS NOT NULL) = $5 AND ($1::bigint IS NULL OR s.id < $1) AND ($2::text IS NULL OR s.kind = $2)
    AND ($3::text IS NULL OR strpos(lower(s.name), lower($3)) > 0 OR strpos(s.slug, lower($3)) > 0)
    AND ($6::text IS NULL OR coalesce(s.folder, '') = $6)
  ORDER BY s.id DESC LIMIT $4`;

/** Archived ones, too: they can be looked at and restored. Throws `segment.not_found`. */
export async function readSegment(on: Queryable, id: number): Promise<SegmentView> {
  const [segment] = await on.query<SegmentView>(BY_ID, [id]);
  if (!segment) throw new DomainError('segment.not_found');
  return segment;
}

export interface SegmentFilter {
  readonly kind: SegmentKind | null;
  /** A part of the name or slug. */
  readonly search: string | null;
  readonly archived?: boolean;
  /** '' for those in no folder. */
  readonly folder?: string | null;
}

/** Newest first; `before` is the id to go on below. */
export async function readSegments(
  on: Queryable,
  { kind, search, archived = false, folder = null }: SegmentFilter,
  before: number | null,
  limit: number,
): Promise<SegmentView[]> {
  return on.query<SegmentView>(PAGE, [before, kind, search, limit, archived, folder]);
}

export interface SegmentFolder extends Folder, Record<string, unknown> {
  readonly segments: number;
}

const FOLDERS = foldersOf('segments', 'segments', 'archived_at IS NULL');

/** By name, with how many segments are in each. */
export async function readFolders(on: Queryable): Promise<SegmentFolder[]> {
  return on.query<SegmentFolder>(FOLDERS);
}
