import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { readZoneRevision } from '#libs/accounts';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import { CHANGE_SHARDS } from '#libs/contacts';
import { Database, joinBySets, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import { passFence } from '../live/fence.js';
import { ZONE_CHANGED } from '../live/why-moved.js';
import { TimePassing } from './time-passing.js';

/** So long after a change of the time zone its work begins, at most. */
const SWEEP_MS = 5_000;

const DUE = `
  SELECT id FROM segments
  WHERE kind = 'dynamic' AND archived_at IS NULL AND NOT refreshing AND built_revision = revision
    AND zone_revision < $1`;

const BEHIND = `
  SELECT condition, CASE WHEN relative THEN judged_until END AS "judgedUntil" FROM segments
  WHERE id = $1 AND kind = 'dynamic' AND archived_at IS NULL AND NOT refreshing AND built_revision = revision
    AND zone_revision < $2`;

const DONE = 'UPDATE segments SET zone_revision = greatest(zone_revision, $2) WHERE id = $1';

// A signal may come twice: the second finds the first at work and has nothing to do.
const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('segments.zone', $1)) AS locked`;

const OWN_PARAMS = 2;

/** Asks the router to judge whoever is stored otherwise than the condition now says; quiet, as what an edit moves. */
function ask(matching: string): string {
  return `
  INSERT INTO contact_changes (shard, contact_id, dimension, new, quiet, at)
  SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'judge:' || $1::bigint,
    to_jsonb('${ZONE_CHANGED}'::text), true, $2::timestamptz
  FROM (
    SELECT coalesce(matching.id, member.contact_id) AS contact_id
    FROM (${matching}) matching
    FULL JOIN (SELECT contact_id FROM segment_members WHERE segment_id = $1) member ON member.contact_id = matching.id
    WHERE matching.id IS NULL OR member.contact_id IS NULL
  ) difference`;
}

interface Behind {
  readonly condition: Condition;
  /** Until when time has been applied, when passing time matters. */
  readonly judgedUntil: Date | null;
}

/**
 * After a change of the organisation's time zone: has those judged anew whom it puts in or takes out. One segment at a
 * time, those alone whose condition asks what day it is, and of their contacts those alone who differ.
 */
@Injectable()
export class ZoneChange implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(TimePassing) private readonly time: TimePassing,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'segments.rezone', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** The segments that are behind the last change of the zone; those under a build wait for its end. */
  async findDue(): Promise<{ segment_id: number }[]> {
    const rows = await this.db.query<{ id: number }>(DUE, [await readZoneRevision(this.db)]);
    return rows.map(({ id }) => ({ segment_id: id }));
  }

  /** Resolves with how many contacts are to be judged. */
  async apply(segmentId: number): Promise<number> {
    // Read before the zone is: a change in between makes another round.
    const revision = await readZoneRevision(this.db);
    // Routers that still judge by the zone of before have ended.
    await passFence(this.db);
    // Whom time moved is live: they are asked for first, and the difference is taken at the moment up to which they were.
    await this.time.apply(segmentId);
    return this.db.transaction(async (tx) => {
      const [lock] = await tx.query<{ locked: boolean }>(LOCK, [segmentId]);
      const [behind] = lock?.locked ? await tx.query<Behind>(BEHIND, [segmentId, revision]) : [];
      if (!behind) return 0;
      const asked = await this.askDifference(tx, segmentId, behind);
      // A build that begins from here on reads the new zone, so it does not matter whether one has.
      await tx.execute(DONE, [segmentId, revision]);
      tx.afterCommit(() => {
        if (asked > 0) this.signals.signal('changes.route', {});
      });
      return asked;
    });
  }

  private async askDifference(tx: Tx, segmentId: number, { condition, judgedUntil }: Behind): Promise<number> {
    const clauses = await this.evaluator.clauses(condition);
    if (!clauses.some(({ zoned }) => zoned)) return 0;
    const now = this.clock.now();
    const set = await this.evaluator.compileSet(condition, { now: judgedUntil ?? now, firstParam: OWN_PARAMS + 1 });
    if (set.joinsGroups) await joinBySets(tx);
    return tx.execute(ask(set.sql), [segmentId, now, ...set.params]);
  }
}
