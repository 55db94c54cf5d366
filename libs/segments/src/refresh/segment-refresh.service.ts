import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import { Database, isCanceled, isDatabaseTrouble, joinBySets, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import { passFence } from '../live/fence.js';
import { DRAIN_TOUCHED, FIRST_BUILD_PARAMS, firstBuild, rebuild, REBUILD_PARAMS } from './refresh-statements.js';
import { buildName } from './refresh-cancel.service.js';
import { forgetFailedBuild, noteFailedBuild } from './failed-builds.js';
import { TimePassing } from './time-passing.js';

const SWEEP_MS = 15_000;

// One refresh of a segment at a time; a killed process lets go with its connection.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('segments.refresh', $1))`;

// Segments that the condition names are built first: a refresh reads their stored membership.
const BEGIN = `
  UPDATE segments SET refreshing = true, build_started_at = $2
  WHERE id = $1 AND kind = 'dynamic' AND archived_at IS NULL AND (refreshing OR built_revision IS DISTINCT FROM revision)
    AND NOT EXISTS (SELECT FROM segments named WHERE named.built_revision IS NULL AND named.kind = 'dynamic'
      AND segments.reads @> ARRAY['segment:' || named.id])
  RETURNING revision, built_revision AS "builtRevision", condition`;

const END = `
  UPDATE segments SET refreshing = false, built_revision = $2, judged_until = $3,
    first_built_at = coalesce(first_built_at, $3), build_started_at = NULL, build_ms = $4,
    status = CASE WHEN revision = $2 THEN 'ready' ELSE 'building' END
  WHERE id = $1`;

const STILL_WANTED = `
  SELECT FROM segments WHERE id = $1 AND revision = $2 AND refreshing AND archived_at IS NULL`;

const WAITING_FOR = `
  SELECT id FROM segments
  WHERE built_revision IS NULL AND archived_at IS NULL AND reads @> ARRAY['segment:' || $1::bigint]`;

const DUE = `
  SELECT id FROM segments
  WHERE kind = 'dynamic' AND archived_at IS NULL AND (build_retry_at IS NULL OR build_retry_at <= $2)
    AND (refreshing OR built_revision IS DISTINCT FROM revision
      OR EXISTS (SELECT FROM segment_touched WHERE segment_id = segments.id)
      OR (relative AND judged_until < $1))`;

interface Begun {
  readonly revision: number;
  readonly builtRevision: number | null;
  readonly condition: Condition;
}

/**
 * Builds memberships in full: after a segment was made or its condition edited. The difference is worked out and written
 * by one statement in one transaction; the router leaves this segment alone meanwhile and goes on with all others.
 * Kill it at any time: the flag stays up, and the next run begins anew.
 */
@Injectable()
export class SegmentRefresh implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(TimePassing) private readonly time: TimePassing,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'segments.refresh', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /**
   * Does all that is due for a segment: builds it, has its postponed contacts judged, applies the passing of time. What
   * fails for another reason than the database's own trouble stands with the segment afterwards, and is thrown.
   */
  async refresh(segmentId: number): Promise<void> {
    try {
      await this.bringUpToDate(segmentId);
      await forgetFailedBuild(this.db, segmentId);
    } catch (error) {
      if (!isDatabaseTrouble(error)) await noteFailedBuild(this.db, segmentId, error, this.clock.now());
      throw error;
    }
  }

  private async bringUpToDate(segmentId: number): Promise<void> {
    await this.db.transaction(
      async (holder) => {
        await holder.query(LOCK, [segmentId]);
        while (await this.build(segmentId));
        await this.judgeTouched(segmentId);
      },
      { attempts: 1 },
    );
    await this.time.apply(segmentId);
  }

  /** False when there was nothing to build. An edit in between makes another round. */
  private async build(segmentId: number): Promise<boolean> {
    const [begun] = await this.db.query<Begun>(BEGIN, [segmentId, this.clock.now()]);
    if (!begun) return false;
    await passFence(this.db);
    if (!(await this.writeUnlessCancelled(segmentId, begun))) return true;
    // Routers that still saw the flag have noted whom they left out when the fence is passed.
    await passFence(this.db);
    if (begun.builtRevision === null) await this.signalWaiting(segmentId);
    return true;
  }

  /** False when somebody stopped this build, which then is no longer wanted; the next look at the row says what is. */
  private async writeUnlessCancelled(segmentId: number, begun: Begun): Promise<boolean> {
    try {
      await this.db.transaction((tx) => this.write(tx, segmentId, begun));
      return true;
    } catch (error) {
      if (!isCanceled(error)) throw error;
      const [wanted] = await this.db.query(STILL_WANTED, [segmentId, begun.revision]);
      if (wanted) throw error;
      return false;
    }
  }

  private async write(tx: Tx, segmentId: number, { revision, builtRevision, condition }: Begun): Promise<void> {
    const now = this.clock.now();
    const began = performance.now();
    await tx.query(`SELECT set_config('application_name', $1, true)`, [buildName(segmentId)]);
    const isFirst = builtRevision === null;
    const own = isFirst ? FIRST_BUILD_PARAMS : REBUILD_PARAMS;
    const set = await this.evaluator.compileSet(condition, { now, firstParam: own + 1 });
    const cause = builtRevision === revision ? 'rebuild' : 'edit';
    const statement = isFirst ? firstBuild(set.sql) : rebuild(set.sql);
    if (set.joinsGroups) await joinBySets(tx);
    await tx.execute(statement, [segmentId, now, ...(isFirst ? [] : [revision, cause]), ...set.params]);
    const found = await tx.execute(END, [segmentId, revision, now, Math.round(performance.now() - began)]);
    // Deleted meanwhile: nothing may stay behind.
    if (found === 0) throw new Error(`Segment ${segmentId} went away while it was built`);
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }

  private async judgeTouched(segmentId: number): Promise<void> {
    const judged = await this.db.execute(DRAIN_TOUCHED, [segmentId, this.clock.now()]);
    if (judged > 0) this.signals.signal('changes.route', {});
  }

  private async signalWaiting(segmentId: number): Promise<void> {
    const waiting = await this.db.query<{ id: number }>(WAITING_FOR, [segmentId]);
    for (const { id } of waiting) this.signals.signal('segments.refresh', { segment_id: id });
  }

  private async findDue(): Promise<{ segment_id: number }[]> {
    const rows = await this.db.query<{ id: number }>(DUE, [this.time.dueBefore(), this.clock.now()]);
    return rows.map(({ id }) => ({ segment_id: id }));
  }
}
