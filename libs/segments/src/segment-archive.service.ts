import { Inject, Injectable } from '@nestjs/common';
import { type Actor, AuditLog } from '#libs/accounts';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import { CHANGE_SHARDS, DocumentNames, wantChanges } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock, copyName, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { lockSegment } from './lock-segment.js';
import { RefreshCancel } from './refresh/refresh-cancel.service.js';
import { refuseCycles, refuseWhenUsed, writeReferences } from './segment-references.js';
import type { SegmentEntity } from './segment.entity.js';
import { readSegment, type SegmentView } from './segment-view.js';
import { SegmentsService } from './segments.service.js';
import { keepVersion } from './versions/keep-version.js';

const ARCHIVE = `UPDATE segments SET archived_at = $2, updated_at = $2, version = version + 1 WHERE id = $1`;

// Nobody kept the membership up to date meanwhile: it is built again. Members stay until then.
const RESTORE = `
  UPDATE segments SET archived_at = NULL, updated_at = $2, version = version + 1,
    build_error = NULL, build_error_detail = NULL, build_failures = 0, build_retry_at = NULL,
    refreshing = kind = 'dynamic', status = CASE WHEN kind = 'dynamic' THEN 'building' ELSE status END
  WHERE id = $1`;

// The members are those of the built revision: saying so is all that is needed. Whom the router left to the build is
// judged afterwards, as after any build.
const STAND_BACK = `
  UPDATE segments SET condition = kept.condition, reads = $3, relative = $4, revision = segments.revision + 1,
    built_revision = segments.revision + 1, refreshing = false, status = 'ready', build_started_at = NULL,
    build_error = NULL, build_error_detail = NULL, build_failures = 0, build_retry_at = NULL,
    version = version + 1, updated_at = $2
  FROM segment_versions kept
  WHERE segments.id = $1 AND kept.segment_id = $1 AND kept.revision = segments.built_revision`;

const BUILT_CONDITION = `
  SELECT kept.condition FROM segments JOIN segment_versions kept
    ON kept.segment_id = segments.id AND kept.revision = segments.built_revision
  WHERE segments.id = $1`;

// It can not be deleted before its members are copied.
const KEEP_FIRST = `SELECT FROM segments WHERE id = $1 FOR KEY SHARE`;

const COPY_MEMBERS = `
  WITH copied AS (
    INSERT INTO segment_members (segment_id, contact_id, entered_at)
    SELECT $2, contact_id, $3 FROM segment_members WHERE segment_id = $1 RETURNING contact_id
  )
  INSERT INTO segment_counts (segment_id, shard, members)
  SELECT $2, mod(contact_id, $4), count(*) FROM copied GROUP BY 2`;

/** Takes segments out of use and back, makes copies, stops builds. */
@Injectable()
export class SegmentArchive {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SegmentsService) private readonly segments: SegmentsService,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(RefreshCancel) private readonly builds: RefreshCancel,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {}

  /** Again is no error. Throws `segment.not_found`, `segment.in_use`. */
  async archive(id: number, by: Actor): Promise<SegmentView> {
    const view = await this.db.transaction(async (tx) => {
      const segment = await lockSegment(tx, id);
      if (segment.archivedAt) return readSegment(tx, id);
      await refuseWhenUsed(tx, this.names, id, segment.slug);
      await tx.execute(ARCHIVE, [id, this.clock.now()]);
      return this.done(tx, segment, 'segment.archived', by);
    });
    await this.builds.stop(id);
    return view;
  }

  /** Again is no error. Throws `segment.not_found`, `condition.invalid` when the condition names what is gone. */
  async restore(id: number, by: Actor): Promise<SegmentView> {
    const { condition } = await readSegment(this.db, id);
    if (condition) await this.evaluator.validate(condition, 'audience', 'condition');
    return this.db.transaction(async (tx) => {
      const segment = await lockSegment(tx, id);
      if (!segment.archivedAt) return readSegment(tx, id);
      await tx.execute(RESTORE, [id, this.clock.now()]);
      tx.afterCommit(() => {
        if (segment.kind === 'dynamic') this.signals.signal('segments.refresh', { segment_id: id });
      });
      return this.done(tx, segment, 'segment.restored', by);
    });
  }

  /**
   * A copy with a name of its own; of a static segment with its members, which is no change of theirs.
   * Throws `segment.not_found`.
   */
  async duplicate(id: number, name: string | null, by: Actor): Promise<SegmentView> {
    const { kind, condition, description, color, folder, name: first } = await readSegment(this.db, id);
    const shared = { description, color, folder, kind, ...(condition ? { condition } : {}) };
    return this.segments.create({ ...shared, name: name ?? copyName(first) }, by, async (tx, copy) => {
      const [stillThere] = await tx.query(KEEP_FIRST, [id]);
      if (!stillThere) throw new DomainError('segment.not_found');
      if (kind === 'static') await tx.execute(COPY_MEMBERS, [id, copy, this.clock.now(), CHANGE_SHARDS]);
    });
  }

  /**
   * Stops the build after an edit and goes back to the condition that the members belong to.
   * Throws `segment.not_building`, `segment.never_built` for the first build, which has nothing to go back to, and
   * `condition.invalid` when that condition names what is gone, or by now depends on this segment.
   */
  async cancelBuild(id: number, by: Actor): Promise<SegmentView> {
    const [built] = await this.db.query<{ condition: Condition }>(BUILT_CONDITION, [id]);
    const summary = built && (await this.evaluator.summarise(built.condition));
    const view = await this.db.transaction(async (tx) => {
      const segment = await lockSegment(tx, id);
      if (segment.status !== 'building') throw new DomainError('segment.not_building');
      if (segment.builtRevision === null || !summary) throw new DomainError('segment.never_built');
      await this.evaluator.validate(built.condition, 'audience', 'condition');
      await refuseCycles(tx, id, summary.references);
      const now = this.clock.now();
      await tx.execute(STAND_BACK, [id, now, summary.reads, summary.relative]);
      await wantChanges(tx, summary.reads);
      await writeReferences(tx, id, summary.references);
      await keepVersion(tx, id, by, now);
      return this.done(tx, segment, 'segment.build_cancelled', by);
    });
    await this.builds.stop(id);
    this.signals.signal('segments.refresh', { segment_id: id });
    return view;
  }

  private async done(tx: Tx, { id, name }: SegmentEntity, action: string, by: Actor): Promise<SegmentView> {
    await this.audit.write(tx, by, action, { kind: 'segment', id }, { name });
    return readSegment(tx, id);
  }
}
