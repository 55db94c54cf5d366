import { Inject, Injectable } from '@nestjs/common';
import type { StepDefinition } from '../steps/define-step.js';
import type { TriggerDefinition } from '../triggers/define-trigger.js';

/** Nest tokens of the two lists, bound in `registry`. */
export const AUTOMATION_TRIGGERS = Symbol('automation triggers');
export const AUTOMATION_STEPS = Symbol('automation steps');

/** All kinds of triggers and steps that there are, by type. */
@Injectable()
export class AutomationRegistry {
  private readonly triggersByType: ReadonlyMap<string, TriggerDefinition>;
  private readonly stepsByType: ReadonlyMap<string, StepDefinition>;

  constructor(
    @Inject(AUTOMATION_TRIGGERS) readonly triggers: readonly TriggerDefinition[],
    @Inject(AUTOMATION_STEPS) readonly steps: readonly StepDefinition[],
  ) {
    this.triggersByType = byType(triggers);
    this.stepsByType = byType(steps);
  }

  trigger(type: string): TriggerDefinition | undefined {
    return this.triggersByType.get(type);
  }

  step(type: string): StepDefinition | undefined {
    return this.stepsByType.get(type);
  }
}

function byType<T extends { readonly type: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map(entries.map((entry) => [entry.type, entry]));
  if (map.size !== entries.length) throw new Error('Two entries of a registry have the same type');
  return map;
}
