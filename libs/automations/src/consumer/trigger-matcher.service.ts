import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { ContactChange } from '#libs/contacts';
import type { Queryable } from '#libs/db';
import { Clock } from '#libs/kernel';
import type { Candidate, CandidateGroup } from '../enrolments/entry-candidates.js';
import { groupBy } from '../group-by.js';
import type { TriggerCause } from '../triggers/define-trigger.js';
import { loadCauses } from './load-causes.js';
import { LiveAutomations, type LiveTrigger } from './live-automations.js';

/** A change that a trigger looks at, and where it stands in the batch. */
export interface Hit {
  readonly position: number;
  readonly live: LiveTrigger;
  readonly cause: TriggerCause;
  readonly candidate: Candidate;
}

/** What a batch of changes starts: now, and when some time has passed. */
export interface Started {
  readonly entries: readonly CandidateGroup[];
  readonly delayed: readonly Hit[];
}

/** Finds the live automations whose triggers a batch of changes fires. */
@Injectable()
export class TriggerMatcher {
  constructor(
    @Inject(LiveAutomations) private readonly live: LiveAutomations,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Quiet changes fire nothing. Ordered by automation, so that two routers take locks in the same order. */
  async match(on: Queryable, changes: readonly ContactChange[]): Promise<Started> {
    const index = await this.live.triggersByDimension(on);
    const watched = changes.filter((change) => !change.quiet && index.has(change.dimension));
    if (watched.length === 0) return { entries: [], delayed: [] };
    const causes = await loadCauses(on, watched);
    const hits = causes.flatMap((cause, position) => hitsOf(index.get(cause.change.dimension) ?? [], cause, position));
    const kept = await this.keepWhere(on, hits);
    return { entries: groupByAutomation(kept.filter((hit) => !isDelayed(hit))), delayed: kept.filter(isDelayed) };
  }

  /** One statement per trigger that asks for more, over all that it would let in. */
  private async keepWhere(on: Queryable, hits: readonly Hit[]): Promise<Hit[]> {
    const kept = hits.filter(({ live }) => live.trigger.where === null);
    for (const [{ trigger }, asked] of groupBy(
      hits.filter((hit) => hit.live.trigger.where !== null),
      (hit) => hit.live,
    )) {
      if (!trigger.where) continue;
      const subjects = asked.map(({ candidate }) => candidate);
      const verdicts = await this.conditions.judge(on, trigger.where, subjects, this.clock.now());
      kept.push(...asked.filter((_hit, at) => verdicts[at]));
    }
    return kept.sort((one, other) => one.position - other.position);
  }
}

function hitsOf(triggers: readonly LiveTrigger[], cause: TriggerCause, position: number): Hit[] {
  return triggers
    .filter(({ trigger }) => trigger.definition.starts(trigger.params, cause))
    .map((live) => ({ position, live, cause, candidate: toCandidate(live, cause) }));
}

function isDelayed({ live }: Hit): boolean {
  return live.trigger.definition.timing?.kind === 'delay';
}

function toCandidate({ trigger }: LiveTrigger, cause: TriggerCause): Candidate {
  const { change, event } = cause;
  return {
    contactId: change.contactId,
    event: trigger.definition.describe(trigger.params, cause),
    enteredAt: justAfter(change.at, event?.occurredAt),
    requestId: change.requestId,
    ledBy: change.ledBy,
  };
}

/** What happened "since entry" must not count the trigger itself; dates have milliseconds, rows microseconds. */
function justAfter(changedAt: Date, occurredAt: Date | undefined): Date {
  return new Date(Math.max(changedAt.getTime(), occurredAt?.getTime() ?? 0) + 1);
}

/** A change that fires several triggers of one automation lets in once. */
function groupByAutomation(hits: readonly Hit[]): CandidateGroup[] {
  return [...groupBy(hits, ({ live }) => live.version.automation)]
    .map(([automation, own]) => ({
      automation,
      candidates: [...new Map(own.map((hit) => [hit.position, hit.candidate])).values()],
    }))
    .sort((one, other) => one.automation.id - other.automation.id);
}
