import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import { CHANGE_SHARDS } from '#libs/contacts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { TIME_PASSED } from '../live/why-moved.js';

/** How long a relative-time condition may lag behind the clock, at most, while a worker runs. */
const PACE_MS = 30_000;

/**
 * Time is applied up to this long ago. The router of another machine judges by its own clock: as long as clocks differ
 * by less, whoever is named here has passed the moment there too.
 */
const MARGIN_MS = 5_000;

const RELATIVE = `
  SELECT condition, judged_until AS "judgedUntil" FROM segments
  WHERE id = $1 AND relative AND judged_until < $2 AND NOT refreshing AND built_revision = revision
  FOR UPDATE SKIP LOCKED`;

const JUDGED = 'UPDATE segments SET judged_until = $2 WHERE id = $1';

/** Asks the router to judge those whom the condition names as having moved. */
function ask(moves: string, params: number): string {
  return `
  INSERT INTO contact_changes (shard, contact_id, dimension, new, at)
  SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'judge:' || $${String(params + 1)}::bigint,
    to_jsonb('${TIME_PASSED}'::text), $${String(params + 2)}::timestamptz
  FROM (${moves}) moves GROUP BY contact_id`;
}

/**
 * Applies the passing of time: finds whose verdict may have changed since the last time, by what the conditions say
 * about themselves (an event that has left a window, a birthday), and has just those judged. They are live changes.
 */
@Injectable()
export class TimePassing {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Segments judged until before this moment are due. */
  dueBefore(): Date {
    return new Date(this.clock.now().getTime() - PACE_MS);
  }

  /** Resolves with how many contacts are to be judged. */
  async apply(segmentId: number): Promise<number> {
    const until = new Date(this.clock.now().getTime() - MARGIN_MS);
    return this.db.transaction(async (tx) => {
      const [segment] = await tx.query<{ condition: Condition; judgedUntil: Date }>(RELATIVE, [segmentId, until]);
      if (!segment) return 0;
      const moves = await this.evaluator.compileMoves(segment.condition, segment.judgedUntil, until);
      const params = [...(moves?.params ?? []), segmentId, until];
      const asked = moves ? await tx.execute(ask(moves.sql, moves.params.length), params) : 0;
      await tx.execute(JUDGED, [segmentId, until]);
      tx.afterCommit(() => {
        if (asked > 0) this.signals.signal('changes.route', {});
      });
      return asked;
    });
  }
}
