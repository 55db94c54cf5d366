import { Inject, Injectable } from '@nestjs/common';
import { withCauses } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { CompiledStep } from '../definition/compile-automation.js';
import { StepServices } from '../steps/step-services.js';
import { isPassing } from './failures.js';
import type { Outcome } from './outcome.js';
import { StepBatch } from './step-batch.js';

/** Runs one step over one batch so that whoever makes it fail fails alone. */
@Injectable()
export class StepExecutor {
  constructor(@Inject(StepServices) private readonly services: StepServices) {}

  /** Outcomes in the order of the batch's runs. Throws only what is the fault of the moment. */
  async run(step: CompiledStep, batch: StepBatch): Promise<readonly Outcome[]> {
    const outcomes = await this.attempt(step, batch);
    if (!(outcomes instanceof Error)) return outcomes;
    if (batch.runs.length === 1) return [{ do: 'fail', error: outcomes }];
    const middle = Math.ceil(batch.runs.length / 2);
    const first = await this.run(step, part(batch, 0, middle));
    return [...first, ...(await this.run(step, part(batch, middle)))];
  }

  /** The savepoint takes back what the step wrote before it failed, and nothing else of the transaction. */
  private async attempt(step: CompiledStep, batch: StepBatch): Promise<readonly Outcome[] | Error> {
    await batch.tx.execute('SAVEPOINT step');
    try {
      const { definition, params } = step;
      const services = this.services.of(definition.type);
      const outcomes = await withCauses(batch.chainOf, () => definition.run(params, batch, services));
      if (outcomes.length !== batch.runs.length) throw new Error(`${definition.type} lost some of its batch`);
      await batch.tx.execute('RELEASE SAVEPOINT step');
      return outcomes;
    } catch (error) {
      if (isPassing(error)) throw error;
      await undo(batch.tx);
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

async function undo(tx: Tx): Promise<void> {
  await tx.execute('ROLLBACK TO SAVEPOINT step');
  await tx.execute('RELEASE SAVEPOINT step');
}

function part(batch: StepBatch, from: number, to?: number): StepBatch {
  return new StepBatch(batch.tx, batch.now, batch.automation, batch.stepId, batch.runs.slice(from, to), batch.held);
}
