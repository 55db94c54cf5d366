import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator, type JudgeOptions } from '#libs/conditions';
import { Database, runWithin, type Queryable } from '#libs/db';
import { currentRequestId, DomainError, invalid } from '#libs/kernel';
import type { CompiledAutomation, CompiledTrigger } from '../definition/compile-automation.js';
import type { Candidate } from '../enrolments/entry-candidates.js';
import { windowStart } from '../time/duration.js';
import type { TriggerEvent } from '../triggers/define-trigger.js';
import { PAST_WINDOW, type PastAudience } from '../triggers/past-audience.js';

/** All whom a dry run is about, and those of them who are played. */
export interface Drawn {
  readonly size: number;
  readonly ids: readonly number[];
}

/** How long counting all of them may take. */
const DRAW_MS = 30_000;
/** So many events of one contact are looked at for one that fires. */
const EVENTS_EACH = 20;
/** What is played is the same each time, so that two drafts can be compared, and is no stretch of neighbours. */
const SEED = 7;

// The last events of each contact; newest first.
const EVENTS = `
  SELECT contact_id AS "contactId", id, name, occurred_at AS "occurredAt", value, currency, properties
  FROM unnest($1::bigint[]) AS asked (contact), LATERAL (
    SELECT contact_id, id, name, occurred_at, value, currency, properties FROM events
    WHERE contact_id = asked.contact AND name = $2 AND occurred_at > $3 AND occurred_at <= $4
    ORDER BY occurred_at DESC, id DESC LIMIT ${String(EVENTS_EACH)}) AS happened`;

type PastEvent = TriggerEvent & { readonly contactId: number };

/** A trigger that says whom it would have let in. */
interface Past extends PastAudience {
  readonly trigger: CompiledTrigger;
}

/** Says whom a draft would take in: those whom its triggers would have let in by now, or whom the request names. */
@Injectable()
export class DryRunAudience {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
  ) {}

  /** Throws 422 when nobody says who, `condition.invalid`, and `automation.simulation_slow`. */
  async draw(
    automation: CompiledAutomation,
    { audience, sample, now }: { audience: Condition | undefined; sample: number; now: Date },
    gone?: AbortSignal,
  ): Promise<Drawn> {
    if (audience) await this.conditions.check(audience, 'audience', 'audience');
    const condition = audience ?? { any: pastsOf(automation).map((past) => past.condition) };
    const set = await this.conditions.compileSet(condition, { now, firstParam: 2 });
    const statement = `
      WITH matching AS MATERIALIZED (${set.sql})
      SELECT (SELECT count(*)::int FROM matching) AS size,
        ARRAY(SELECT id FROM matching ORDER BY hashint8extended(id, ${String(SEED)}), id LIMIT $1) AS ids`;
    const limits = { withinMs: DRAW_MS, signal: gone, joinsBySets: set.joinsGroups };
    const rows = await runWithin(this.db, limits, (tx) =>
      tx.query<{ size: number; ids: number[] }>(statement, [sample, ...set.params]),
    );
    if (!rows) throw new DomainError('automation.simulation_slow');
    return { size: rows[0]?.size ?? 0, ids: rows[0]?.ids ?? [] };
  }

  /** Each contact with what lets it in; those whom the triggers' own conditions keep out are left away. */
  async candidates(
    on: Queryable,
    automation: CompiledAutomation,
    contactIds: readonly number[],
    { named, now }: { named: boolean; now: Date },
  ): Promise<Candidate[]> {
    if (named) return contactIds.map((contactId) => toCandidate(contactId, {}, now));
    const found = new Map<number, Candidate>();
    const pasts = pastsOf(automation);
    for (const past of pasts) {
      const open = contactIds.filter((id) => !found.has(id));
      const entering =
        past.event === undefined
          ? await this.matching(on, past, open, { now, alone: pasts.length === 1 })
          : await this.firing(on, past.trigger, past.event, open, now);
      for (const candidate of entering) found.set(candidate.contactId, candidate);
    }
    return contactIds.flatMap((id) => found.get(id) ?? []);
  }

  private async matching(
    on: Queryable,
    { condition, facts = {} }: Past,
    contactIds: readonly number[],
    { now, alone }: { now: Date; alone: boolean },
  ): Promise<Candidate[]> {
    const subjects = contactIds.map((contactId) => ({ contactId }));
    const verdicts = alone ? [] : await this.conditions.judge(on, condition, subjects, now, NOT_HELD);
    return contactIds.filter((_id, at) => alone || verdicts[at]).map((id) => toCandidate(id, facts, now));
  }

  /** The newest event of each contact that the trigger's own functions take. */
  private async firing(
    on: Queryable,
    { definition, params, where }: CompiledTrigger,
    name: string,
    contactIds: readonly number[],
    now: Date,
  ): Promise<Candidate[]> {
    const since = windowStart(now, PAST_WINDOW);
    const events = await on.query<PastEvent & Record<string, unknown>>(EVENTS, [contactIds, name, since, now]);
    const started = events.map(causeOf).filter((cause) => definition.starts(params, cause));
    const asked = started.map((cause) => toCandidate(cause.change.contactId, definition.describe(params, cause), now));
    const verdicts = where ? await this.conditions.judge(on, where, asked, now, NOT_HELD) : [];
    const firing = asked.filter((_candidate, at) => !where || verdicts[at]);
    // The newest comes first, and stays.
    return [...new Map(firing.toReversed().map((candidate) => [candidate.contactId, candidate])).values()];
  }
}

const NOT_HELD: JudgeOptions = { held: false };

function pastsOf({ triggers }: CompiledAutomation): Past[] {
  const pasts = triggers.flatMap((trigger) => {
    const past = trigger.definition.past?.(trigger.params);
    return past ? [{ ...past, trigger }] : [];
  });
  if (pasts.length > 0) return pasts;
  const message = 'Say who: what starts this automation does not tell whom it would take in now';
  throw invalid([{ path: 'audience', message }]);
}

function toCandidate(contactId: number, event: Readonly<Record<string, unknown>>, now: Date): Candidate {
  return { contactId, event, enteredAt: now, requestId: currentRequestId() ?? null };
}

function causeOf({ contactId, ...event }: PastEvent) {
  const dimension: `event:${string}` = `event:${event.name}`;
  const change = { contactId, dimension, old: null, new: null, ref: event.id, quiet: false, at: event.occurredAt };
  return { change: { ...change, requestId: null, ledBy: null }, event, mail: null };
}
