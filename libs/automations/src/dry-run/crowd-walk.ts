import type { Dimension } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { reads } from '../consumer/watching-versions.js';
import type { CompiledStep } from '../definition/compile-automation.js';
import type { RunJudge } from '../enrolments/run-judge.service.js';
import type { CompiledVersion } from '../registry/compiled-versions.js';
import type { Journey } from '../runner/journey.service.js';
import type { Outcome } from '../runner/outcome.js';
import { writeProgress, type Progress } from '../runner/run-progress.js';
import type { ClaimedRun } from '../runner/run-rows.js';
import { deliverMails } from '../simulation/simulated-post.js';
import type { Stirred } from '../simulation/simulated-world.js';
import { CrowdChanges } from './crowd-changes.js';
import type { Tally } from './tally.js';

export interface CrowdParts {
  readonly journey: Journey;
  readonly judge: RunJudge;
  /** Memberships as they are at a moment, with what that changes; nothing when the draft reads no segment. */
  readonly refreshSegments: (contactIds: readonly number[], now: Date) => Promise<Map<number, Dimension[]>>;
  /** True when the batch has taken so long that its locks must be given back, or nobody waits for it any more. */
  readonly isLate: () => boolean;
}

/** A way that is longer than this is cut: it turns in a circle. */
const MOST_VISITS = 300;

/** Who is due within the same hour goes together: zones and dates would make a crowd of single walkers otherwise. */
const TOGETHER_MS = 3_600_000;

/**
 * Leads the runs of a batch through a draft, from moment to moment, and counts what happens. Nothing happens to them
 * but what the steps do and what time brings: nobody opens, clicks or orders.
 */
export class CrowdWalk {
  private readonly active = new Map<number, ClaimedRun>();
  /** The visits of one step that are being counted together. */
  private readonly group = { step: '', runs: new Set<number>(), mails: new Map<string, string | null>() };

  constructor(
    private readonly tx: Tx,
    private readonly version: CompiledVersion,
    private readonly parts: CrowdParts,
    private readonly changes: CrowdChanges,
    private readonly tally: Tally,
  ) {}

  async go(runs: readonly ClaimedRun[], start: Date): Promise<void> {
    for (const run of runs) this.active.set(run.id, run);
    await this.move(runs, start);
    let now = start;
    for (let due = this.takeDue(now); due && !this.parts.isLate(); due = this.takeDue(now)) {
      now = due.now;
      const met = await this.look(due.runs, now);
      const ids = new Set(met.map(({ id }) => id));
      await this.move([...met, ...due.runs.filter(({ id }) => !ids.has(id) && this.active.has(id))], now);
    }
    this.countTheRest();
  }

  /** The next who are due, and the moment at which all of them are. */
  private takeDue(now: Date): { readonly runs: ClaimedRun[]; readonly now: Date } | null {
    const times = [...this.active.values()].flatMap(({ dueAt }) => (dueAt ? [dueAt.getTime()] : []));
    if (times.length === 0) return null;
    const until = Math.min(...times) + TOGETHER_MS;
    const runs = [...this.active.values()].filter(({ dueAt }) => dueAt !== null && dueAt.getTime() <= until);
    const last = Math.max(now.getTime(), ...runs.map(({ dueAt }) => dueAt?.getTime() ?? 0));
    return { runs, now: new Date(last) };
  }

  /** Passes every step that can be passed at this moment, again for those whose wait is met by what was done. */
  private async move(runs: readonly ClaimedRun[], now: Date): Promise<void> {
    let going = runs;
    while (going.length > 0 && !this.parts.isLate()) {
      const staying = await this.travel(going, now);
      going = await this.look(staying, now);
    }
  }

  /** Resolves with those who are still under way. */
  private async travel(runs: readonly ClaimedRun[], now: Date): Promise<ClaimedRun[]> {
    this.group.step = '';
    const { tx, version } = this;
    const watch = (step: CompiledStep, run: ClaimedRun, outcome: Outcome): Promise<void> =>
      this.count(step, run, outcome, now);
    const travelled = await this.parts.journey.travel(tx, version, runs, now, { watch, held: false });
    await writeProgress(tx, travelled, now);
    return travelled.moved.flatMap((progress) => this.settle(progress));
  }

  private settle({ run, state, dueAt, reason }: Progress): ClaimedRun[] {
    this.active.delete(run.id);
    if (run.failures > 0) {
      this.tally.end('failed');
    } else if (state !== 'active' && state !== 'stuck') {
      this.tally.end(state, reason);
    } else if (run.stepRun > MOST_VISITS) {
      this.tally.end('cut');
    } else {
      const staying = { ...run, dueAt };
      this.active.set(run.id, staying);
      return [staying];
    }
    return [];
  }

  private async count(step: CompiledStep, run: ClaimedRun, outcome: Outcome, now: Date): Promise<void> {
    this.tally.visit(step.id, outcome);
    if (outcome.do !== 'go') return;
    if (this.group.step !== step.id || this.group.runs.has(run.id)) await this.deliver(step, now);
    this.group.runs.add(run.id);
    const refusal = this.group.mails.get(`${String(run.id)}:${step.id}:${String(run.stepRun)}`);
    if (refusal !== undefined) this.tally.mail(step.id, refusal);
  }

  /** When the first of a group is counted, the step has written the mails of all of them. */
  private async deliver(step: CompiledStep, now: Date): Promise<void> {
    const { automation } = this.version;
    const sender = { automationId: automation.id, topic: automation.sends.topic };
    this.group.step = step.id;
    this.group.runs.clear();
    this.group.mails.clear();
    const mails = await deliverMails(this.tx, sender, [...this.active.values()], now);
    for (const [occurrence, refusal] of mails) this.group.mails.set(occurrence, refusal);
  }

  /** Lets those go who have reached the goal or must exit; resolves with those whose wait is met. */
  private async look(runs: readonly ClaimedRun[], now: Date): Promise<ClaimedRun[]> {
    if (runs.length === 0) return [];
    const { tx, version } = this;
    const stirred = await this.stirred(runs, now);
    const dimensionsOf = ({ contactId }: { contactId: number }) => stirred.get(contactId)?.dimensions;
    const leaving = await this.parts.judge.leaving(tx, version, runs, now, {
      held: false,
      applies: (watch, run) => reads(watch, dimensionsOf(run)),
    });
    for (const run of runs) {
      const how = leaving.get(run.id) ?? this.refusal(stirred.get(run.contactId));
      if (!how) continue;
      this.active.delete(run.id);
      this.tally.leave(run.step);
      this.tally.end(how.state, how.reason);
    }
    const open = runs.filter(({ id, wait }) => wait === 'open' && this.active.has(id));
    return (await this.met(open, dimensionsOf, now)).map((run) => ({ ...run, wait: 'met' as const, dueAt: now }));
  }

  private async met(
    open: readonly ClaimedRun[],
    dimensionsOf: (run: ClaimedRun) => ReadonlySet<string> | undefined,
    now: Date,
  ): Promise<ClaimedRun[]> {
    const met: ClaimedRun[] = [];
    for (const [step, watch] of this.version.waits) {
      const here = open.filter((run) => run.step === step);
      const look = { held: false, applies: (_watch: unknown, run: ClaimedRun) => reads(watch, dimensionsOf(run)) };
      met.push(...(await this.parts.judge.met(this.tx, watch, here, now, look)));
    }
    return met;
  }

  private async stirred(runs: readonly ClaimedRun[], now: Date): Promise<Map<number, Stirred>> {
    const contactIds = runs.map(({ contactId }) => contactId);
    const moved = await this.parts.refreshSegments(contactIds, now);
    const stirred = await this.changes.stirred();
    for (const [contactId, dimensions] of moved) {
      const own = stirred.get(contactId);
      stirred.set(contactId, {
        dimensions: new Set([...dimensions, ...(own?.dimensions ?? [])]),
        refused: own?.refused ?? new Set(),
      });
    }
    return stirred;
  }

  private refusal(stirred: Stirred | undefined) {
    const { unsubscribe } = this.version;
    if (unsubscribe === null || !stirred?.refused.has(unsubscribe)) return undefined;
    return { state: 'exited', reason: 'unsubscribed' } as const;
  }

  /** Whoever is still under way waits for something that nobody does, or the time was up. */
  private countTheRest(): void {
    for (const { step, dueAt } of this.active.values()) {
      if (dueAt === null) this.tally.wait(step);
      this.tally.end(dueAt === null ? 'waiting' : 'cut');
    }
  }
}
