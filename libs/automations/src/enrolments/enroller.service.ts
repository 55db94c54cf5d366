import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { chainText } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { windowStart } from '../time/duration.js';
import { isCircle } from './circles.js';
import { selectEntries, type Candidate, type Entry } from './entry-candidates.js';
import { noteCircles } from './entry-refusals.js';
import { testEntry } from './test-entry.js';

export interface Enrolled {
  readonly id: number;
  readonly contactId: number;
}

// The limit counts enrolments in all, so whoever enrols into the same automation waits for the one before to commit.
// An advisory lock, because the automation's row is share-locked by the runner while enrolments are locked here.
const LOCK_LIMIT = `SELECT pg_advisory_xact_lock(hashtext('automation.limit'), $1::int)`;
const COUNT_TO_LIMIT = `
  SELECT count(*)::int AS n FROM (SELECT FROM enrolments WHERE automation_id = $1 AND NOT test LIMIT $2) counted`;

const RESTART = `
  UPDATE enrolments SET state = 'exited', exit_reason = 'restarted', ended_at = $2, due_at = NULL, held_until = NULL
  FROM unnest($3::bigint[], $4::text[]) AS entry (contact_id, run_key)
  WHERE automation_id = $1 AND enrolments.contact_id = entry.contact_id AND enrolments.run_key = entry.run_key
    AND state IN ('active', 'stuck') AND ($5::timestamptz IS NULL OR entered_at <= $5)`;

// NOT EXISTS keeps the rules over versions (an older one may have had others); the unique indexes decide races:
// enrolments_active for every rule, enrolments_once for "never again".
const ENTER = `
  INSERT INTO enrolments (automation_id, version, contact_id, run_key, once, step, due_at, event, entered_at, step_at,
    request_id, led_by, state, exit_reason, ended_at, test)
  SELECT $1, $2, entry.contact_id, run_key, $3, $4, CASE WHEN NOT restarted THEN $5::timestamptz END, event,
    entry.entered_at, entry.entered_at, request_id, led_by::bigint[], CASE WHEN restarted THEN 'exited' ELSE 'active' END,
    CASE WHEN restarted THEN 'restarted' END, CASE WHEN restarted THEN $5::timestamptz END, $14
  FROM unnest($6::bigint[], $7::text[], $8::jsonb[], $9::timestamptz[], $10::text[], $11::boolean[], $15::text[])
    WITH ORDINALITY AS entry (contact_id, run_key, event, entered_at, request_id, restarted, led_by, position)
  JOIN contacts ON contacts.id = entry.contact_id
  WHERE NOT EXISTS (SELECT FROM enrolments earlier
    WHERE earlier.automation_id = $1 AND earlier.contact_id = entry.contact_id AND earlier.run_key = entry.run_key
      AND ($3 OR earlier.state IN ('active', 'stuck') OR earlier.entered_at > $12::timestamptz))
  ORDER BY position LIMIT $13
  ON CONFLICT DO NOTHING
  RETURNING id, contact_id AS "contactId"`;

/** Lets contacts into an automation. The entry rules are kept by unique keys and conditional statements. */
@Injectable()
export class Enroller {
  constructor(
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Candidates in the order in which they came. Resolves with those who entered; the rest was kept out by a rule. */
  async enrol(tx: Tx, automation: CompiledAutomation, candidates: readonly Candidate[]): Promise<Enrolled[]> {
    const now = this.clock.now();
    const wanted = await this.filter(tx, automation, candidates, now);
    const room = await this.roomLeft(tx, automation);
    const circling = wanted.filter(({ ledBy }) => isCircle(ledBy, automation.id));
    const free = circling.length === 0 ? wanted : wanted.filter(({ ledBy }) => !isCircle(ledBy, automation.id));
    const selected = selectEntries(free, automation.entry);
    // Who restarts enters for certain, and must not be ended for want of room.
    const { testing, rest } = partTesters(selected, automation);
    const entries = room !== null && automation.entry.again === 'always' ? rest.slice(0, room) : rest;
    const enrolled = [
      ...(await this.write(tx, { ...automation, entry: testEntry(automation.entry) }, testing, {
        now,
        room: null,
        test: true,
      })),
      ...(room === 0 ? [] : await this.write(tx, automation, entries, { now, room, test: false })),
    ];
    if (circling.length > 0 && room !== 0) {
      await noteCircles(tx, automation, selectEntries(circling, automation.entry), now);
    }
    if (enrolled.length > 0) {
      tx.afterCommit(() => {
        this.signals.signal('automations.run', {});
      });
    }
    return enrolled;
  }

  private async filter(
    tx: Tx,
    { filter }: CompiledAutomation,
    candidates: readonly Candidate[],
    now: Date,
  ): Promise<readonly Candidate[]> {
    if (!filter || candidates.length === 0) return candidates;
    const verdicts = await this.conditions.judge(tx, filter, candidates, now);
    return candidates.filter((_candidate, index) => verdicts[index]);
  }

  /** null = without limit. */
  private async roomLeft(tx: Tx, { id, entry }: CompiledAutomation): Promise<number | null> {
    if (entry.limit === null) return null;
    await tx.query(LOCK_LIMIT, [id]);
    const [row] = await tx.query<{ n: number }>(COUNT_TO_LIMIT, [id, entry.limit]);
    return Math.max(0, entry.limit - (row?.n ?? 0));
  }

  private async write(
    tx: Tx,
    { id, version, entry, start }: CompiledAutomation,
    entries: readonly Entry[],
    { now, room, test }: { now: Date; room: number | null; test: boolean },
  ): Promise<Enrolled[]> {
    if (entries.length === 0) return [];
    const contactIds = entries.map(({ contactId }) => contactId);
    const runKeys = entries.map(({ runKey }) => runKey);
    const coolSince = entry.cooldown === null ? null : windowStart(now, entry.cooldown);
    if (entry.again === 'always') await tx.execute(RESTART, [id, now, contactIds, runKeys, coolSince]);
    return tx.query<Enrolled & Record<string, unknown>>(ENTER, [
      id,
      version,
      entry.again === 'never',
      start,
      now,
      contactIds,
      runKeys,
      entries.map(({ event }) => JSON.stringify(event)),
      entries.map(({ enteredAt }) => enteredAt),
      entries.map(({ requestId }) => requestId),
      entries.map(({ restarted }) => restarted),
      coolSince,
      room,
      test,
      entries.map(({ ledBy = null }) => chainText(ledBy)),
    ]);
  }
}

function partTesters(
  entries: readonly Entry[],
  { test: { contacts } }: CompiledAutomation,
): { testing: readonly Entry[]; rest: readonly Entry[] } {
  if (contacts.size === 0) return { testing: [], rest: entries };
  return {
    testing: entries.filter(({ contactId }) => contacts.has(contactId)),
    rest: entries.filter(({ contactId }) => !contacts.has(contactId)),
  };
}
