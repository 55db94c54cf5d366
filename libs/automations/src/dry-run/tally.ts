import type { Outcome } from '../runner/outcome.js';
import type { DryRunCounts, DryRunEnd, DryRunStep } from './dry-run-report.js';

type Counts = Map<string, number>;

class StepTally {
  waiting = 0;
  passed = 0;
  left = 0;
  failed = 0;
  go = 0;
  readonly ways: Counts = new Map();
  readonly withheld: Counts = new Map();

  add(other: StepTally): void {
    this.waiting += other.waiting;
    this.passed += other.passed;
    this.left += other.left;
    this.failed += other.failed;
    this.go += other.go;
    addAll(this.ways, other.ways);
    addAll(this.withheld, other.withheld);
  }

  toStep(): DryRunStep {
    const { waiting, passed, left, failed, go } = this;
    const mails = { go, withheld: Object.fromEntries(this.withheld) };
    return { waiting, passed, ways: Object.fromEntries(this.ways), left, failed, mails };
  }
}

const ENDS: readonly DryRunEnd[] = ['completed', 'converted', 'exited', 'waiting', 'failed', 'cut'];
const MOST_ERRORS = 10;

/** Counts what happens to a batch; those of several batches add up. */
export class Tally {
  entered = 0;
  readonly keptOut = { filter: 0, entry: 0, trigger: 0 };
  private readonly ends: Counts = new Map();
  private readonly exits: Counts = new Map();
  private readonly steps = new Map<string, StepTally>();
  private readonly errors = new Map<string, { step: string; message: string }>();

  /** Steps are listed even where nobody comes. */
  constructor(stepIds: Iterable<string>) {
    for (const id of stepIds) this.steps.set(id, new StepTally());
  }

  visit(step: string, outcome: Outcome): void {
    const tally = this.at(step);
    if (outcome.do === 'wait') return;
    if (outcome.do === 'fail') {
      tally.failed += 1;
      if (this.errors.size < MOST_ERRORS) {
        this.errors.set(`${step} ${outcome.error.message}`, { step, message: outcome.error.message });
      }
      return;
    }
    tally.passed += 1;
    count(tally.ways, outcome.do === 'end' ? outcome.state : outcome.way);
    if (outcome.do === 'end' && outcome.state !== 'completed') tally.left += 1;
  }

  /** null = it goes. */
  mail(step: string, refusal: string | null): void {
    const tally = this.at(step);
    if (refusal === null) tally.go += 1;
    else count(tally.withheld, refusal);
  }

  /** Somebody leaves while standing at a step, by no doing of it. */
  leave(step: string): void {
    this.at(step).left += 1;
  }

  wait(step: string): void {
    this.at(step).waiting += 1;
  }

  end(end: DryRunEnd, reason: string | null = null): void {
    count(this.ends, end);
    if (end === 'exited') count(this.exits, reason ?? 'unknown');
  }

  add(other: Tally): void {
    this.entered += other.entered;
    for (const why of ['filter', 'entry', 'trigger'] as const) this.keptOut[why] += other.keptOut[why];
    addAll(this.ends, other.ends);
    addAll(this.exits, other.exits);
    for (const [id, step] of other.steps) this.at(id).add(step);
    for (const [key, error] of other.errors) if (this.errors.size < MOST_ERRORS) this.errors.set(key, error);
  }

  toCounts(): DryRunCounts {
    const withheld: Counts = new Map();
    for (const step of this.steps.values()) addAll(withheld, step.withheld);
    const go = [...this.steps.values()].reduce((sum, step) => sum + step.go, 0);
    return {
      entered: this.entered,
      kept_out: { ...this.keptOut },
      ends: Object.fromEntries(ENDS.map((end) => [end, this.ends.get(end) ?? 0])) as Record<DryRunEnd, number>,
      exits: Object.fromEntries(this.exits),
      mails: { go, withheld: Object.fromEntries(withheld) },
      steps: Object.fromEntries([...this.steps].map(([id, step]) => [id, step.toStep()])),
      errors: [...this.errors.values()],
    };
  }

  private at(step: string): StepTally {
    const known = this.steps.get(step) ?? new StepTally();
    this.steps.set(step, known);
    return known;
  }
}

function count(counts: Counts, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function addAll(counts: Counts, others: Counts): void {
  for (const [name, by] of others) count(counts, name, by);
}
