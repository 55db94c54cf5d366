import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { Queryable } from '#libs/db';
import type { CompiledVersion, Watch } from '../registry/compiled-versions.js';
import { subjectOf, type Run } from '../runner/step-batch.js';

/** How somebody leaves before the end. A goal that is reached counts before an exit that is due as well. */
export interface Leaving {
  readonly state: 'converted' | 'exited';
  readonly reason: 'goal' | 'exit_condition' | 'unsubscribed';
}

type Judged = Pick<Run, 'id' | 'contactId' | 'enteredAt' | 'stepAt' | 'event'>;

interface Look<R> {
  /** For whom a watch is worth a look; all unless told. */
  readonly applies?: ((watch: Watch, run: R) => boolean) | undefined;
  /** Opens and clicks wait until a program's burst would show; they do unless told. */
  readonly held?: boolean | undefined;
}

/** Judges goals and exits of runs of one version, by one statement each. */
@Injectable()
export class RunJudge {
  constructor(@Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator) {}

  /** Who leaves now, by run. Exits are not held: who is not sure to be a person gets no more mail either. */
  async leaving<R extends Judged>(
    on: Queryable,
    version: Pick<CompiledVersion, 'goal' | 'exit'>,
    runs: readonly R[],
    now: Date,
    { applies, held }: Look<R> = {},
  ): Promise<Map<number, Leaving>> {
    const leaving = new Map<number, Leaving>();
    const reached = await this.met(on, version.goal, runs, now, { applies, held });
    reached.forEach((run) => leaving.set(run.id, { state: 'converted', reason: 'goal' }));
    const rest = runs.filter((run) => !leaving.has(run.id));
    const gone = await this.met(on, version.exit, rest, now, { applies, held: false });
    gone.forEach((run) => leaving.set(run.id, { state: 'exited', reason: 'exit_condition' }));
    return leaving;
  }

  /** The runs for which the watched condition is true. */
  async met<R extends Judged>(
    on: Queryable,
    watch: Watch | null,
    runs: readonly R[],
    now: Date,
    { applies = () => true, held = true }: Look<R> = {},
  ): Promise<R[]> {
    if (!watch) return [];
    const asked = runs.filter((run) => applies(watch, run));
    if (asked.length === 0) return [];
    const verdicts = await this.conditions.judge(on, watch.condition, asked.map(subjectOf), now, { held });
    return asked.filter((_run, index) => verdicts[index]);
  }
}
