import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator, type ClauseVerdict } from '#libs/conditions';
import type { ContactChange } from '#libs/contacts';
import type { Queryable } from '#libs/db';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import type { TriggerEvent } from '../triggers/define-trigger.js';

/** What one trigger makes of an event. */
export interface TriggerVerdict {
  /** Its place among the triggers. */
  readonly trigger: number;
  /** Whether the event is one that it starts by, its `where` left aside. */
  readonly starts: boolean;
  /** What its `where` says; null when it has none, or the event is none of its own. */
  readonly where: ClauseVerdict | null;
  readonly fires: boolean;
  /** What `event.*` would show. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Asks triggers about events that are past or made up, by the functions that decide when they happen. */
@Injectable()
export class TriggerProbe {
  constructor(@Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator) {}

  /** A verdict for each trigger that looks at events of this name. */
  async ask(
    on: Queryable,
    automation: Pick<CompiledAutomation, 'triggers'>,
    { contactId, event, now }: { contactId: number; event: TriggerEvent; now: Date },
  ): Promise<TriggerVerdict[]> {
    const dimension: `event:${string}` = `event:${event.name}`;
    const cause = { change: changeBehind(contactId, dimension, event), event, mail: null };
    const verdicts: TriggerVerdict[] = [];
    for (const [trigger, { definition, params, where }] of automation.triggers.entries()) {
      if (!definition.dimensions(params).includes(dimension)) continue;
      const starts = definition.starts(params, cause);
      const facts = definition.describe(params, cause);
      const subject = { contactId, event: facts };
      const asked = starts && where ? await this.conditions.explain(on, where, subject, now) : null;
      verdicts.push({ trigger, starts, where: asked, fires: starts && (!where || asked?.verdict === true), facts });
    }
    return verdicts;
  }
}

function changeBehind(contactId: number, dimension: `event:${string}`, event: TriggerEvent): ContactChange {
  const { id, occurredAt } = event;
  const change = { contactId, dimension, old: null, new: null, ref: id, quiet: false, at: occurredAt };
  return { ...change, requestId: null, ledBy: null };
}
