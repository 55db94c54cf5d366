import { Inject, Injectable } from '@nestjs/common';
import { withCauses } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { withRequestsOf } from '#libs/kernel';
import type { CompiledStep } from '../definition/compile-automation.js';
import { groupBy } from '../group-by.js';
import { StepServices } from '../steps/step-services.js';
import { isPassing } from './failures.js';
import type { Outcome } from './outcome.js';
import { StepBatch } from './step-batch.js';

/** The runs that stand at one step. */
export interface Visit {
  readonly step: CompiledStep;
  readonly batch: StepBatch;
}

/** What became of a visit, in the order of its batch's runs. */
export interface Visited {
  readonly outcomes: readonly Outcome[];
  /** What it took by itself; nothing when it went together with others. */
  readonly tookMs: number;
}

/** Runs steps over batches so that whoever makes one fail fails alone. */
@Injectable()
export class StepExecutor {
  /** Transactions that have a savepoint from the step before. */
  private readonly marked = new WeakSet<Tx>();

  constructor(@Inject(StepServices) private readonly services: StepServices) {}

  /** Resolves in the order of the visits. Throws only what is the fault of the moment. */
  async runAll(visits: readonly Visit[]): Promise<Visited[]> {
    const results = new Map<Visit, Visited>();
    for (const alike of groupBy(visits, ({ step }) => step.definition).values()) {
      const together = await this.runTogether(alike);
      for (const [index, visit] of alike.entries()) {
        const outcomes = together?.[index];
        results.set(visit, outcomes ? { outcomes, tookMs: 0 } : await this.runTimed(visit));
      }
    }
    return visits.map((visit) => results.get(visit) as Visited);
  }

  private async runTimed({ step, batch }: Visit): Promise<Visited> {
    const begun = performance.now();
    return { outcomes: await this.run(step, batch), tookMs: performance.now() - begun };
  }

  /** null when they must be run one by one. */
  private async runTogether(visits: readonly Visit[]): Promise<readonly (readonly Outcome[])[] | null> {
    const [first] = visits;
    if (!first?.step.definition.runTogether || visits.length === 1) return null;
    const { definition } = first.step;
    const all = visits.map(({ step, batch }) => ({ params: step.params, batch }));
    const outcomes = await this.attempt(first.batch.tx, async () => {
      const found = (await definition.runTogether?.(all, this.services.of(definition.type))) ?? [];
      visits.forEach(({ batch }, index) => {
        checkAll(definition.type, batch, found[index] ?? []);
      });
      return found;
    });
    return outcomes instanceof Error ? null : outcomes;
  }

  private async run(step: CompiledStep, batch: StepBatch): Promise<readonly Outcome[]> {
    const { definition, params } = step;
    const services = this.services.of(definition.type);
    const outcomes = await this.attempt(batch.tx, async () => {
      const found = await withRequestsOf(batch.runs, () =>
        withCauses(batch.chainOf, () => definition.run(params, batch, services)),
      );
      checkAll(definition.type, batch, found);
      return found;
    });
    if (!(outcomes instanceof Error)) return outcomes;
    if (batch.runs.length === 1) return [{ do: 'fail', error: outcomes }];
    const middle = Math.ceil(batch.runs.length / 2);
    const first = await this.run(step, part(batch, 0, middle));
    return [...first, ...(await this.run(step, part(batch, middle)))];
  }

  /** The savepoint takes back what was written before it failed, and nothing else of the transaction. */
  private async attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T | Error> {
    await this.mark(tx);
    try {
      return await work();
    } catch (error) {
      if (isPassing(error)) throw error;
      await tx.execute('ROLLBACK TO SAVEPOINT step');
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** One savepoint takes the place of the other by one message to the server. The last one goes with the transaction. */
  private async mark(tx: Tx): Promise<void> {
    await tx.execute(this.marked.has(tx) ? 'RELEASE SAVEPOINT step; SAVEPOINT step' : 'SAVEPOINT step');
    this.marked.add(tx);
  }
}

function checkAll(type: string, { runs }: StepBatch, outcomes: readonly Outcome[]): void {
  if (outcomes.length !== runs.length) throw new Error(`${type} lost some of its batch`);
}

function part(batch: StepBatch, from: number, to?: number): StepBatch {
  return new StepBatch(batch.tx, batch.now, batch.automation, batch.stepId, batch.runs.slice(from, to), batch.held);
}
