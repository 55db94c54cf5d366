import { Injectable } from '@nestjs/common';
import type { Queryable } from '#libs/db';
import type { MessageSource, SourcedMessage } from '#libs/ledger';
import { OUTSIDE_REASONS } from './exit-reasons.js';

const ENDED = `
  SELECT id, state FROM enrolments
  WHERE id = ANY($1::bigint[]) AND state IN ('converted', 'exited') AND exit_reason = ANY($2::text[])`;

/** Mails of runs that a goal, an exit or a person has ended since they were written do not go. */
@Injectable()
export class AutomationsMessageSource implements MessageSource {
  readonly kind = 'automation';

  async refusals(on: Queryable, messages: readonly SourcedMessage[]): Promise<ReadonlyMap<number, string>> {
    const runOf = new Map(messages.map((message) => [message.id, runIn(message.occurrence)]));
    const rows = await on.query<{ id: number; state: string }>(ENDED, [[...runOf.values()], OUTSIDE_REASONS]);
    const ended = new Map(rows.map(({ id, state }) => [id, `automation.${state}`]));
    const refused = [...runOf].map(([id, run]) => [id, ended.get(run)] as const);
    return new Map(refused.filter((entry): entry is [number, string] => entry[1] !== undefined));
  }
}

/** An occurrence begins with the run's id: see StepBatch.occurrenceOf. */
function runIn(occurrence: string): number {
  return Number(occurrence.split(':', 1)[0]);
}
