import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import type { Condition } from '#libs/conditions';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { type NamedUser, readSegment, type SavedSegment } from '../segment-view.js';
import { SegmentsService } from '../segments.service.js';

/** What a segment meant from one edit to the next. */
export interface SegmentVersion extends Record<string, unknown> {
  readonly revision: number;
  readonly condition: Condition;
  readonly created_at: Date;
  /** Null: an API key, or somebody who is gone. */
  readonly created_by: NamedUser | null;
  readonly is_current: boolean;
}

const VERSIONS = `
  SELECT version.revision, version.condition, version.created_at, version.revision = s.revision AS is_current,
    (SELECT jsonb_build_object('id', users.id, 'name', users.name) FROM users WHERE users.id = created_by) AS created_by
  FROM segment_versions version JOIN segments s ON s.id = version.segment_id
  WHERE version.segment_id = $1 AND ($2::bigint IS NULL OR version.revision < $2)
  ORDER BY version.revision DESC LIMIT $3`;

const CONDITION = `SELECT condition FROM segment_versions WHERE segment_id = $1 AND revision = $2::bigint`;

/** The kept versions of a segment's condition. */
@Injectable()
export class SegmentVersions {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SegmentsService) private readonly segments: SegmentsService,
  ) {}

  /** Newest first; `before` is the revision to go on below. Throws `segment.not_found`. */
  async list(segmentId: number, before: number | null, limit: number): Promise<SegmentVersion[]> {
    await readSegment(this.db, segmentId);
    return this.db.query<SegmentVersion>(VERSIONS, [segmentId, before, limit]);
  }

  /** Throws `segment.version_not_found`. */
  async conditionOf(segmentId: number, revision: number): Promise<Condition> {
    const [found] = await this.db.query<{ condition: Condition }>(CONDITION, [segmentId, revision]);
    if (!found) throw new DomainError('segment.version_not_found');
    return found.condition;
  }

  /** Makes an old condition the newest version. Throws as an edit does: what it names may be gone. */
  async restore(segmentId: number, revision: number, version: number | null, by: Actor): Promise<SavedSegment> {
    const condition = await this.conditionOf(segmentId, revision);
    return this.segments.change(segmentId, { condition }, version, by);
  }
}
