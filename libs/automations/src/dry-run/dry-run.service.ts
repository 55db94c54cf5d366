import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import type { Dimension } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { SegmentTrial } from '#libs/segments';
import { readAllPaths } from '../definition/param-paths.js';
import { DefinitionChecker } from '../definition/definition-checker.js';
import { AutomationEntity } from '../documents/automation.entity.js';
import type { Candidate } from '../enrolments/entry-candidates.js';
import { Enroller } from '../enrolments/enroller.service.js';
import { RunJudge } from '../enrolments/run-judge.service.js';
import { CompiledVersions, type CompiledVersion } from '../registry/compiled-versions.js';
import { Journey } from '../runner/journey.service.js';
import type { ClaimedRun } from '../runner/run-rows.js';
import { rollBack } from '../simulation/roll-back.js';
import { CrowdChanges } from './crowd-changes.js';
import { CrowdWalk } from './crowd-walk.js';
import { DryRunAudience } from './dry-run-audience.service.js';
import type { DryRunProgress, DryRunReport } from './dry-run-report.js';
import { parseDryRun } from './dry-run-request.js';
import { Tally } from './tally.js';

/** Contacts per transaction: their rows and the tags that they get are locked until it is rolled back. */
const BATCH = 200;
/** How long one batch may hold those locks. */
const BATCH_MS = 4_000;
/** How long all batches may take together; what was played by then is the answer. */
const BUDGET_MS = 60_000;

const NO_TESTERS = { contacts: new Set<number>(), waitMs: 0 };

interface Watcher {
  /** Told after each batch. */
  readonly onProgress?: ((progress: DryRunProgress) => void) | undefined;
  /** Stops the work when it aborts. */
  readonly gone?: AbortSignal | undefined;
}

/** One batch, and as what it is played. */
interface Play {
  readonly version: CompiledVersion;
  readonly readsSegments: boolean;
  /** The request says who: the triggers are not asked. */
  readonly named: boolean;
  readonly now: Date;
  readonly isOver: () => boolean;
}

/**
 * Plays a draft for everybody whom it would take in, as the simulator does for one: the steps' own code, batch by batch,
 * each in a transaction that is rolled back. Nothing is written and nothing leaves.
 */
@Injectable()
export class DryRun {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DefinitionChecker) private readonly checker: DefinitionChecker,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(SegmentTrial) private readonly segments: SegmentTrial,
    @Inject(DryRunAudience) private readonly audience: DryRunAudience,
    @Inject(Enroller) private readonly enroller: Enroller,
    @Inject(Journey) private readonly journey: Journey,
    @Inject(RunJudge) private readonly judge: RunJudge,
  ) {}

  /** Throws `automation.invalid` for a draft that can't run, `automation.simulation_slow`, and 422 for a wrong request. */
  async play(id: number, body: unknown, { onProgress, gone }: Watcher = {}): Promise<DryRunReport> {
    const { audience, sample, now = this.clock.now() } = parseDryRun(body);
    const begun = performance.now();
    const version = await this.load(id);
    const drawn = await this.audience.draw(version.automation, { audience, sample, now }, gone);
    const readsSegments = await this.readsSegments(version);
    const isOver = (): boolean => gone?.aborted === true || performance.now() - begun > BUDGET_MS;
    const play = { version, readsSegments, named: audience !== undefined, now, isOver };
    const total = new Tally(version.automation.steps.keys());
    let played = 0;
    while (played < drawn.ids.length && !isOver()) {
      const ids = drawn.ids.slice(played, played + BATCH).sort((one, other) => one - other);
      total.add(await rollBack(this.db, (tx) => this.playBatch(tx, ids, play)));
      played += ids.length;
      onProgress?.({ played, of: drawn.ids.length });
    }
    return {
      audience: { size: drawn.size, played, sampled: played < drawn.size },
      ...total.toCounts(),
      started_at: now,
      took_ms: Math.round(performance.now() - begun),
    };
  }

  private async load(id: number): Promise<CompiledVersion> {
    const entity = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!entity) throw new DomainError('automation.not_found');
    const { document, automation } = await this.checker.check(entity.draft);
    if (automation.start === null)
      throw invalid([{ path: 'start', message: 'Add a first step' }], 'automation.invalid');
    const version = await this.versions.compile(document, id, 0);
    // Among all, whoever tries it for its author is one like the others.
    return { ...version, automation: { ...version.automation, test: NO_TESTERS } };
  }

  /** Whether anything in it asks for a membership: else nobody's need be kept up to date while time passes. */
  private async readsSegments({ automation: { goal, exit, steps } }: CompiledVersion): Promise<boolean> {
    const asked = [...steps.values()].flatMap(({ definition, params }) =>
      readAllPaths(params, definition.conditions ?? []).map(({ value }) => value),
    );
    for (const tree of [...asked, goal?.condition, exit.condition]) {
      if (typeof tree !== 'object' || tree === null) continue;
      const dimensions = await this.conditions.reads(tree as Condition);
      if (dimensions.some((dimension) => dimension.startsWith('segment:'))) return true;
    }
    return false;
  }

  private async playBatch(tx: Tx, contactIds: readonly number[], play: Play): Promise<Tally> {
    const { version, named, now } = play;
    const tally = new Tally([]);
    const candidates = await this.audience.candidates(tx, version.automation, contactIds, { named, now });
    tally.keptOut.trigger = contactIds.length - candidates.length;
    const runs = await this.enter(tx, candidates, play, tally);
    tally.entered = runs.length;
    if (runs.length === 0) return tally;
    const refreshSegments = play.readsSegments
      ? (ids: readonly number[], at: Date) => this.segments.refreshMany(tx, ids, at)
      : () => Promise.resolve(new Map<number, Dimension[]>());
    const entered = runs.map(({ contactId }) => contactId);
    await refreshSegments(entered, now);
    const begun = performance.now();
    const isLate = (): boolean => play.isOver() || performance.now() - begun > BATCH_MS;
    const parts = { journey: this.journey, judge: this.judge, refreshSegments, isLate };
    const changes = await CrowdChanges.open(tx, entered);
    await new CrowdWalk(tx, version, parts, changes, tally).go(runs, now);
    return tally;
  }

  /** By the filter and the entry rules, but for the limit, which is not each contact's own. */
  private async enter(
    tx: Tx,
    candidates: readonly Candidate[],
    { version: { automation }, now }: Play,
    tally: Tally,
  ): Promise<ClaimedRun[]> {
    const { filter, entry } = automation;
    const verdicts = filter ? await this.conditions.judge(tx, filter, candidates, now, { held: false }) : [];
    const wanted = candidates.filter((_candidate, at) => !filter || verdicts[at]);
    const open = { ...automation, filter: null, entry: { ...entry, limit: null } };
    const enrolled = await this.enroller.enrol(tx, open, wanted);
    tally.keptOut.filter = candidates.length - wanted.length;
    tally.keptOut.entry = wanted.length - enrolled.length;
    const events = new Map(wanted.map(({ contactId, event }) => [contactId, event]));
    return enrolled.map(({ id, contactId }) => ({
      ...{
        id,
        automationId: automation.id,
        contactId,
        version: 0,
        step: automation.start ?? '',
        stepRun: 1,
        failures: 0,
      },
      ...{ enteredAt: now, stepAt: now, dueAt: now, wait: null, event: events.get(contactId) ?? {}, visits: {} },
      requestId: null,
      ledBy: null,
    }));
  }
}
