import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator, type ConditionProblem } from '#libs/conditions';
import { DocumentNames, type NamedDocument } from '#libs/contacts';
import { Database, runWithin } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { checkCycles } from '../segment-references.js';
import { readSegment } from '../segment-view.js';
import { readUses } from '../uses/segment-uses.js';

const WITHIN_MS = 30_000;
const SAMPLE_SIZE = 10;

/** What another condition would do to a segment's membership. */
export interface SegmentDifference {
  readonly members: number;
  readonly stay: number;
  readonly enter: number;
  readonly leave: number;
  /** Some of each, newest contact first. */
  readonly entering: readonly number[];
  readonly leaving: readonly number[];
  readonly used_by: readonly NamedDocument[];
  readonly warnings: readonly ConditionProblem[];
}

type Counted = Omit<SegmentDifference, 'used_by' | 'warnings'>;

function difference(matching: string): string {
  const sample = (which: string): string => `
    ARRAY(SELECT id FROM joined WHERE ${which} ORDER BY id DESC LIMIT ${String(SAMPLE_SIZE)})`;
  return `
  WITH joined AS MATERIALIZED (
    SELECT coalesce(matching.id, member.contact_id) AS id, matching.id IS NOT NULL AS "then",
      member.contact_id IS NOT NULL AS now
    FROM (${matching}) matching
    FULL JOIN (SELECT contact_id FROM segment_members WHERE segment_id = $1) member ON member.contact_id = matching.id
  )
  SELECT count(*) FILTER (WHERE now) AS members, count(*) FILTER (WHERE now AND "then") AS stay,
    count(*) FILTER (WHERE "then" AND NOT now) AS enter, count(*) FILTER (WHERE now AND NOT "then") AS leave,
    ${sample('"then" AND NOT now')} AS entering, ${sample('now AND NOT "then"')} AS leaving
  FROM joined`;
}

/** Says who would enter and leave a segment, and what that touches, before an edit is saved. */
@Injectable()
export class SegmentDifferences {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(DocumentNames) private readonly names: DocumentNames,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws `segment.not_found`, `condition.invalid`, `segment.preview_timeout`. */
  async compare(segmentId: number, condition: Condition): Promise<SegmentDifference> {
    const { kind } = await readSegment(this.db, segmentId);
    if (kind === 'static') {
      throw invalid([{ path: 'condition', message: 'has no place in a static segment: it is filled by hand' }]);
    }
    const warnings = await this.evaluator.validate(condition, 'audience', 'condition');
    await checkCycles(this.db, segmentId, (await this.evaluator.summarise(condition)).references);
    const counted = await this.count(segmentId, condition);
    const uses = await readUses(this.db, this.names, [segmentId]);
    return { ...counted, used_by: uses.get(segmentId) ?? [], warnings };
  }

  private async count(segmentId: number, condition: Condition): Promise<Counted> {
    const set = await this.evaluator.compileSet(condition, { now: this.clock.now(), firstParam: 2 });
    const limits = { withinMs: WITHIN_MS, joinsBySets: set.joinsGroups };
    const counted = await runWithin(this.db, limits, async (tx) => {
      const params = [segmentId, ...set.params];
      const [row] = await tx.query<Counted & Record<string, unknown>>(difference(set.sql), params);
      if (!row) throw new Error('Counting gave no row');
      return row;
    });
    if (!counted) throw new DomainError('segment.preview_timeout', undefined, { retryAfterS: 30 });
    return counted;
  }
}
