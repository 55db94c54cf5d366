import type { Condition, ConditionEvaluator } from '#libs/conditions';
import type { Dimension } from '#libs/contacts';
import { readAllPaths } from '../definition/param-paths.js';
import type { CompiledStep } from '../definition/compile-automation.js';
import { reads } from '../consumer/watching-versions.js';
import type { Leaving, RunJudge } from '../enrolments/run-judge.service.js';
import type { CompiledVersion, Watch } from '../registry/compiled-versions.js';
import type { Journey, VisitWatcher } from '../runner/journey.service.js';
import type { Outcome } from '../runner/outcome.js';
import { writeProgress } from '../runner/run-progress.js';
import type { ClaimedRun } from '../runner/run-rows.js';
import { subjectOf } from '../runner/step-batch.js';
import type { SimulatedWorld, Stirred } from './simulated-world.js';
import type { AskedCondition, Simulation, SimulationEntry } from './simulation-report.js';

/** What happens at a moment while the run is under way. */
export interface Happening {
  readonly at: Date;
  readonly name: string;
  /** Makes it so; resolves with what it changes about the contact. */
  readonly happen: () => Promise<readonly Dimension[]>;
}

interface Parts {
  readonly conditions: ConditionEvaluator;
  readonly journey: Journey;
  readonly judge: RunJudge;
  /** Memberships as they are at a moment; resolves with the dimensions that this changes. */
  readonly refreshSegments: (now: Date) => Promise<readonly Dimension[]>;
  /** True when it has taken so long that its locks must be given back. */
  readonly isLate: () => boolean;
}

/** A way that is longer than this is cut: nobody reads on. */
const MAX_ENTRIES = 300;

type End = Simulation['end'];

/** Leads one run through a draft, from moment to moment, and writes down what happens and why. */
export class Walk {
  readonly entries: SimulationEntry[] = [];
  private end: End | null = null;

  constructor(
    private readonly world: SimulatedWorld,
    private readonly version: CompiledVersion,
    private readonly parts: Parts,
    private run: ClaimedRun,
  ) {}

  /** Happenings in the order of their times. */
  async go(start: Date, happenings: readonly Happening[]): Promise<End> {
    const open = [...happenings];
    let now = start;
    await this.travel(now);
    while (!this.end) {
      const [next] = open;
      const due = this.run.dueAt;
      if (!next && !due) return { state: 'waiting', at: now, reason: null };
      if (this.entries.length >= MAX_ENTRIES || this.parts.isLate()) return { state: 'cut', at: now, reason: null };
      if (next && (!due || next.at <= due)) {
        open.shift();
        // Events that are told for a time that is past happen at once.
        now = next.at > now ? next.at : now;
        await this.takeIn(next, now);
      } else if (due) {
        now = due > now ? due : now;
        const settled = await this.look(now, await this.parts.refreshSegments(now));
        if (!settled) await this.travel(now);
      }
    }
    return this.end;
  }

  /** Passes every step that can be passed at this moment. */
  private async travel(now: Date): Promise<void> {
    const { tx } = this.world;
    const watch: VisitWatcher = async (step, run, outcome) => {
      this.entries.push(await this.describe(step, run, outcome, now));
      const refused = await this.world.deliver(run.id, this.version.automation.sends.topic, now);
      const last = this.entries.at(-1);
      if (refused !== null && last) this.entries[this.entries.length - 1] = { ...last, mail: refused };
    };
    const travelled = await this.parts.journey.travel(tx, this.version, [this.run], now, { watch, held: false });
    await writeProgress(tx, travelled, now);
    const [progress] = travelled.moved;
    if (!progress) return;
    this.run = { ...progress.run, dueAt: progress.dueAt };
    if (progress.run.failures > 0) {
      this.end = { state: 'failed', at: now, reason: progress.error ?? null };
    } else if (progress.state !== 'active' && progress.state !== 'stuck') {
      this.end = { state: progress.state, at: now, reason: progress.reason ?? null };
    } else {
      await this.look(now, await this.parts.refreshSegments(now));
    }
  }

  private async takeIn(happening: Happening, now: Date): Promise<void> {
    const changed = await happening.happen();
    this.entries.push(entry('event', now, { outcome: happening.name }));
    await this.look(now, [...changed, ...(await this.parts.refreshSegments(now))]);
  }

  /**
   * As the consumer of changes does: whoever has reached the goal or must exit leaves, whoever waited for it goes on.
   * True when the run has left or gone on: nothing more is due at this moment.
   */
  private async look(now: Date, changed: readonly Dimension[]): Promise<boolean> {
    const stirred = await this.world.stirred(changed);
    const { tx } = this.world;
    const applies = (watch: Watch): boolean => reads(watch, stirred.dimensions);
    const leaving = (await this.parts.judge.leaving(tx, this.version, [this.run], now, { applies, held: false })).get(
      this.run.id,
    );
    const how = leaving ?? this.refusal(stirred);
    if (how) {
      this.entries.push(await this.leave(how, now));
      this.end = { state: how.state, at: now, reason: how.reason };
      return true;
    }
    const watch = this.run.wait === 'open' ? (this.version.waits.get(this.run.step) ?? null) : null;
    const met = await this.parts.judge.met(tx, watch, [this.run], now, { applies, held: false });
    if (met.length === 0) return false;
    this.run = { ...this.run, wait: 'met', dueAt: now };
    await this.travel(now);
    return true;
  }

  private refusal({ refused }: Stirred): Leaving | undefined {
    const { unsubscribe } = this.version;
    if (unsubscribe === null || !refused.has(unsubscribe)) return undefined;
    return { state: 'exited', reason: 'unsubscribed' };
  }

  private async leave(how: Leaving, now: Date): Promise<SimulationEntry> {
    return entry('leave', now, {
      step: this.run.step,
      outcome: how.reason,
      why: await this.whyLeaving(how.reason, now),
    });
  }

  private async whyLeaving(reason: string, now: Date): Promise<AskedCondition[]> {
    const { goal, exit } = this.version;
    if (reason === 'goal' && goal) return this.ask([{ path: 'goal.condition', value: goal.condition }], now);
    if (reason === 'exit_condition' && exit) return this.ask([{ path: 'exit.condition', value: exit.condition }], now);
    return [];
  }

  private async describe(step: CompiledStep, run: ClaimedRun, outcome: Outcome, now: Date): Promise<SimulationEntry> {
    const shared = { step: step.id, type: step.definition.type };
    if (outcome.do === 'fail') return entry('fail', now, { ...shared, outcome: outcome.error.message });
    if (outcome.do === 'end') {
      const why = await this.whyLeaving(outcome.reason ?? '', now);
      const kind = why.length > 0 ? 'leave' : 'step';
      return entry(kind, now, { ...shared, outcome: outcome.reason ?? outcome.state, why });
    }
    const trees = readAllPaths(step.params, step.definition.conditions ?? []);
    const why = await this.ask(trees, now, run);
    if (outcome.do === 'wait') return entry('wait', now, { ...shared, outcome: 'wait', until: outcome.until, why });
    return entry('step', now, { ...shared, outcome: outcome.way, next: outcome.to, why });
  }

  /** The first that is met ends the questions, as the first way that is met is taken. */
  private async ask(
    trees: readonly { readonly path: string; readonly value: unknown }[],
    now: Date,
    run: ClaimedRun = this.run,
  ): Promise<AskedCondition[]> {
    const asked = trees.filter(({ value }) => typeof value === 'object' && value !== null);
    if (asked.length === 0) return [];
    const conditions = asked.map(({ value }) => value as Condition);
    const verdicts = (await this.parts.conditions.explainMany(this.world.tx, conditions, subjectOf(run), now)) ?? [];
    const first = verdicts.findIndex(({ verdict }) => verdict);
    return verdicts
      .slice(0, first === -1 ? undefined : first + 1)
      .map((explanation, index) => ({ path: asked[index]?.path ?? '', explanation }));
  }
}

const NOTHING = { step: null, type: null, next: null, until: null, why: [] };

function entry(
  kind: SimulationEntry['kind'],
  at: Date,
  more: Partial<SimulationEntry> & Pick<SimulationEntry, 'outcome'>,
): SimulationEntry {
  return { ...NOTHING, ...more, kind, at };
}
