import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { isCircle } from './circles.js';
import { selectEntries, type Candidate, type CandidateGroup, type Entry } from './entry-candidates.js';
import { noteCircles } from './entry-refusals.js';
import { testEntry } from './test-entry.js';
import { writeEntries, type Enrolled, type EntryBatch } from './write-entries.js';

// The limit counts enrolments in all, so whoever enrols into the same automation waits for the one before to commit.
// An advisory lock, because the automation's row is share-locked by the runner while enrolments are locked here.
const LOCK_LIMIT = `SELECT pg_advisory_xact_lock(hashtext('automation.limit'), $1::int)`;
const COUNT_TO_LIMIT = `
  SELECT count(*)::int AS n FROM (SELECT FROM enrolments WHERE automation_id = $1 AND NOT test LIMIT $2) counted`;

interface Selected {
  readonly automation: CompiledAutomation;
  readonly batches: readonly EntryBatch[];
  /** Whom it would take in if that did not make it go round. */
  readonly circling: readonly Candidate[];
}

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
    return this.enrolAll(tx, [{ automation, candidates }]);
  }

  /** The same for several automations, ordered by their ids: two who come at once take the limits in the same order. */
  async enrolAll(tx: Tx, groups: readonly CandidateGroup[]): Promise<Enrolled[]> {
    const now = this.clock.now();
    const selected: Selected[] = [];
    for (const group of groups) selected.push(await this.select(tx, group, now));
    const enrolled = await writeEntries(
      tx,
      selected.flatMap(({ batches }) => batches),
      now,
    );
    for (const { automation, circling } of selected) {
      if (circling.length > 0) await noteCircles(tx, automation, selectEntries(circling, automation.entry), now);
    }
    if (enrolled.length > 0) {
      const requestIds = enrolled.map(({ requestId }) => requestId);
      tx.afterCommit(() => {
        this.signals.signal('automations.run', {}, requestIds);
      });
    }
    return enrolled;
  }

  /** Whom filter, rules and limit let through, as far as the batch alone can tell. */
  private async select(tx: Tx, { automation, candidates }: CandidateGroup, now: Date): Promise<Selected> {
    const wanted = await this.filter(tx, automation, candidates, now);
    const room = await this.roomLeft(tx, automation);
    const circling = wanted.filter(({ ledBy }) => isCircle(ledBy, automation.id));
    const free = circling.length === 0 ? wanted : wanted.filter(({ ledBy }) => !isCircle(ledBy, automation.id));
    const { testing, rest } = partTesters(selectEntries(free, automation.entry), automation);
    // Who restarts enters for certain, and must not be ended for want of room.
    const entries = room !== null && automation.entry.again === 'always' ? rest.slice(0, room) : rest;
    const forTest = { ...automation, entry: testEntry(automation.entry) };
    const batches = [
      { automation: forTest, entries: testing, room: null, test: true },
      { automation, entries, room, test: false },
    ];
    return { automation, batches, circling: room === 0 ? [] : circling };
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
