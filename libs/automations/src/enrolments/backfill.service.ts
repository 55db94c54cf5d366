import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '#libs/accounts';
import { ConditionEvaluator } from '#libs/conditions';
import { Database, runWithin } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { AutomationEntity } from '../documents/automation.entity.js';
import { DryRunAudience } from '../dry-run/dry-run-audience.service.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { Enroller } from './enroller.service.js';

/** What one call has done. */
export interface Backfilled {
  readonly looked_at: number;
  readonly enrolled: number;
  /** Where the next call goes on; null when all have been looked at. */
  readonly next: number | null;
}

/** How many one call looks at, and how many enter in one transaction. */
const AT_ONCE = 10_000;
const BATCH = 1_000;
const FIND_MS = 30_000;

/**
 * Takes in those who were there before: in the segment, with the tag, subscribed. Whoever has ever been in it is left
 * out, so that it can be asked for again. The filter and the entry rules hold as for everybody.
 */
@Injectable()
export class Backfill {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(DryRunAudience) private readonly audience: DryRunAudience,
    @Inject(Enroller) private readonly enroller: Enroller,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** How many would be asked; of them the filter and the entry rules may keep some out. */
  async count(id: number): Promise<number> {
    const automation = await this.load(id);
    const [row] = await this.find<{ n: number }>(
      automation,
      0,
      (sql) => `SELECT count(*)::int AS n FROM (${sql}) open`,
    );
    return row?.n ?? 0;
  }

  /** Looks at up to 10,000, by id, from those after `after` on. Throws `automation.not_live`, `automation.backfill_slow`. */
  async enrol(id: number, after: number, by: Actor | null): Promise<Backfilled> {
    const automation = await this.load(id);
    const rows = await this.find<{ id: number }>(
      automation,
      after,
      (sql) => `SELECT id FROM (${sql}) open ORDER BY id LIMIT ${String(AT_ONCE)}`,
    );
    let enrolled = 0;
    for (let from = 0; from < rows.length; from += BATCH) {
      const ids = rows.slice(from, from + BATCH).map((row) => row.id);
      enrolled += await this.enrolBatch(automation, ids, by);
    }
    return {
      looked_at: rows.length,
      enrolled,
      next: rows.length === AT_ONCE ? (rows.at(-1)?.id ?? null) : null,
    };
  }

  private async enrolBatch(automation: CompiledAutomation, ids: readonly number[], by: Actor | null): Promise<number> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const candidates = await this.audience.candidates(tx, automation, ids, { named: false, now });
      const { length } = await this.enroller.enrol(tx, automation, candidates);
      const target = { kind: 'automation', id: automation.id };
      if (length > 0) await this.audit.write(tx, by, 'automation.backfilled', target, { enrolled: length });
      return length;
    });
  }

  private async find<Row extends object>(
    automation: CompiledAutomation,
    after: number,
    statementOf: (sql: string) => string,
  ): Promise<Row[]> {
    const any = automation.triggers.flatMap(({ definition, params }) => definition.past?.(params).condition ?? []);
    const set = await this.conditions.compileSet({ any }, { now: this.clock.now(), firstParam: 3 });
    const never = `SELECT id FROM (${set.sql}) matching WHERE id > $2 AND NOT EXISTS (
      SELECT FROM enrolments WHERE automation_id = $1 AND contact_id = matching.id)`;
    const limits = { withinMs: FIND_MS, signal: undefined, joinsBySets: set.joinsGroups };
    const rows = await runWithin(this.db, limits, (tx) =>
      tx.query<Row & Record<string, unknown>>(statementOf(never), [automation.id, after, ...set.params]),
    );
    if (!rows) throw new DomainError('automation.backfill_slow');
    return rows;
  }

  /** The version that runs, with those triggers alone that say who is there already. */
  private async load(id: number): Promise<CompiledAutomation> {
    const found = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!found) throw new DomainError('automation.not_found');
    if (found.status !== 'live' || found.publishedVersion === null) throw new DomainError('automation.not_live');
    const { automation } = await this.versions.load(this.db, id, found.publishedVersion);
    // What happened to somebody once is over, and a date or a schedule comes by itself.
    const triggers = automation.triggers.filter(
      ({ definition, params }) =>
        !definition.timing && definition.past !== undefined && definition.past(params).event === undefined,
    );
    if (triggers.length > 0) return { ...automation, triggers };
    throw invalid([{ path: 'triggers', message: 'None of them says who is there already' }], 'automation.invalid');
  }
}
