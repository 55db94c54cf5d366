import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator, type ConditionProblem } from '#libs/conditions';
import { Database, runWithin } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';

const EXACT_WITHIN_MS = 30_000;
/** How long an estimate waits for the exact count. */
const EXACT_BEFORE_ESTIMATE_MS = 10;
/** How long contacts are judged for an estimate, a few at a time: people should have it within a tenth of a second. */
const ESTIMATE_WITHIN_MS = 25;
const SAMPLE_SIZE = 10;
/** An estimate of 30 % is then right within three percent points, nineteen times of twenty; with 150 within eight. */
const JUDGED_FOR_ESTIMATE = 1500;
const JUDGED_AT_ONCE = 150;

export interface SegmentPreview {
  readonly count: number;
  readonly exact: boolean;
  /** Some of those who match, newest first. */
  readonly contactIds: readonly number[];
  readonly tookMs: number;
  readonly warnings: readonly ConditionProblem[];
}

type Counted = Pick<SegmentPreview, 'count' | 'exact' | 'contactIds'>;

// Ids are dense enough that most random ones exist; by index, whatever the size of the table. In random order, so that
// the first few are as good as all.
const RANDOM_CONTACTS = `
  SELECT id FROM contacts WHERE id = ANY (ARRAY(
    SELECT 1 + floor(random() * (SELECT max(id) FROM contacts))::bigint FROM generate_series(1, $1)))
  ORDER BY random()`;

// The planner's number, kept by autovacuum; a table that was never analysed is small enough to count.
const TOTAL = `
  SELECT CASE WHEN reltuples < 0 THEN (SELECT count(*) FROM contacts) ELSE reltuples::bigint END AS total
  FROM pg_class WHERE oid = 'contacts'::regclass`;

/** Says how many contacts match a tree, before it is saved. */
@Injectable()
export class SegmentPreviews {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Waits for the exact count, at most 30 s; with `estimate` it answers with an estimate when that takes longer than a
   * moment. Nothing is counted any more when `gone` aborts. Throws `condition.invalid`, `segment.preview_timeout`.
   */
  async preview(condition: Condition, estimate: boolean, gone?: AbortSignal): Promise<SegmentPreview> {
    const start = performance.now();
    await this.evaluator.check(condition, 'audience', 'condition');
    const [counted, warnings] = await Promise.all([
      this.count(condition, estimate, gone),
      this.evaluator.warn(condition, 'condition'),
    ]);
    return { ...counted, tookMs: Math.round(performance.now() - start), warnings };
  }

  private async count(condition: Condition, estimate: boolean, gone?: AbortSignal): Promise<Counted> {
    const withinMs = estimate ? EXACT_BEFORE_ESTIMATE_MS : EXACT_WITHIN_MS;
    const exact = await this.countExactly(condition, { withinMs, signal: gone });
    if (exact) return exact;
    if (estimate && !gone?.aborted) return this.estimate(condition);
    throw new DomainError('segment.preview_timeout', undefined, { retryAfterS: 30 });
  }

  /** Null when it takes longer. */
  private async countExactly(
    condition: Condition,
    limits: { withinMs: number; signal?: AbortSignal | undefined },
  ): Promise<Counted | null> {
    const set = await this.evaluator.compileSet(condition, { now: this.clock.now() });
    const statement = `
      WITH matching AS MATERIALIZED (${set.sql})
      SELECT (SELECT count(*) FROM matching) AS count,
        ARRAY(SELECT id FROM matching ORDER BY id DESC LIMIT ${String(SAMPLE_SIZE)}) AS "contactIds"`;
    type Found = Pick<Counted, 'count' | 'contactIds'>;
    const all = { ...limits, joinsBySets: set.joinsGroups };
    const rows = await runWithin(this.db, all, (tx) => tx.query<Found>(statement, set.params));
    return rows && { count: rows[0]?.count ?? 0, contactIds: rows[0]?.contactIds ?? [], exact: true };
  }

  /** Judges some contacts taken at random, and says how many that makes of all. */
  private async estimate(condition: Condition): Promise<Counted> {
    const drawn = await this.db.query<{ id: number }>(RANDOM_CONTACTS, [JUDGED_FOR_ESTIMATE]);
    const [row] = await this.db.query<{ total: number }>(TOTAL);
    const { judged, matching } = await this.judgeSome(
      condition,
      drawn.map(({ id }) => id),
    );
    const count = judged === 0 ? 0 : toTwoDigits((matching.length / judged) * (row?.total ?? 0));
    const contactIds = matching.sort((a, b) => b - a).slice(0, SAMPLE_SIZE);
    return { count, contactIds, exact: false };
  }

  /** Judges as many of these contacts, which are in no order, as there is time for. */
  private async judgeSome(
    condition: Condition,
    ids: readonly number[],
  ): Promise<{ judged: number; matching: number[] }> {
    const end = performance.now() + ESTIMATE_WITHIN_MS;
    const now = this.clock.now();
    const matching: number[] = [];
    let judged = 0;
    while (judged < ids.length && (judged === 0 || performance.now() < end)) {
      const some = ids.slice(judged, judged + JUDGED_AT_ONCE);
      const subjects = some.map((contactId) => ({ contactId }));
      const verdicts = await this.evaluator.judge(this.db, condition, subjects, now);
      matching.push(...some.filter((_, index) => verdicts[index]));
      judged += some.length;
    }
    return { judged, matching };
  }
}

/** An estimate pretends to no more than it knows: 31,482 → 31,000. */
function toTwoDigits(count: number): number {
  return count < 100 ? Math.round(count) : Number(count.toPrecision(2));
}
