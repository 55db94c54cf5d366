import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import type { ChangeConsumer, ContactChange, NewContactChange } from '#libs/contacts';
import { isDatabaseTrouble, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { type JudgedMember, type MovedMember, writeDifferences } from '../members/write-differences.js';
import { writeHistory } from '../members/write-history.js';
import { AffectedContacts } from './affected-contacts.js';
import { standBehindFence } from './fence.js';
import { ConditionCache, type LiveSegment, loadLiveSegments } from './live-segments.js';
import { Suspects } from './suspects.js';
import { WhyMoved } from './why-moved.js';

/** How many segments one statement judges: more share look-ups, but the planner's time grows faster than their number. */
const SEGMENTS_PER_STATEMENT = 8;

const TOUCH = `
  INSERT INTO segment_touched (segment_id, contact_id, quiet)
  SELECT $1, contact_id, quiet FROM unnest($2::bigint[], $3::boolean[]) AS touched (contact_id, quiet)`;

/** Leaves it to a full build, which says why it fails. */
const PAUSE = `UPDATE segments SET refreshing = true WHERE id = $1`;

interface Affected {
  readonly segment: LiveSegment;
  /** Contact → whether all causes are quiet. */
  readonly contacts: ReadonlyMap<number, boolean>;
}

/**
 * Keeps memberships up to date: judges the contacts of a batch for those segments that read what has changed, and
 * writes who entered and left. Segments that name others are judged after them, in the same batch.
 */
@Injectable()
export class SegmentsConsumer implements ChangeConsumer {
  readonly key = 'segments';
  private readonly conditions = new ConditionCache();
  private readonly suspects: Suspects;
  private readonly why: WhyMoved;

  constructor(
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.suspects = new Suspects(clock);
    this.why = new WhyMoved(evaluator);
  }

  async consume(tx: Tx, changes: readonly ContactChange[]): Promise<readonly NewContactChange[]> {
    await standBehindFence(tx);
    const now = this.clock.now();
    const changed = new AffectedContacts(changes);
    const caused: NewContactChange[] = [];
    for (const level of await loadLiveSegments(tx)) {
      const moved = await this.judgeLevel(tx, level, changed, [...changes, ...caused], now);
      for (const change of moved) changed.add(change.dimension, change.contactId, change.quiet ?? false);
      caused.push(...moved);
    }
    return caused;
  }

  private async judgeLevel(
    tx: Tx,
    level: readonly LiveSegment[],
    changed: AffectedContacts,
    changes: readonly (ContactChange | NewContactChange)[],
    now: Date,
  ): Promise<NewContactChange[]> {
    const affected = level
      .map((segment): Affected => ({ segment, contacts: changed.of(segment) }))
      .filter(({ contacts }) => contacts.size > 0);
    const paused = affected.filter(({ segment }) => segment.paused);
    for (const { segment, contacts } of paused) {
      await tx.execute(TOUCH, [segment.id, [...contacts.keys()], [...contacts.values()]]);
    }
    const judged = await this.judge(
      tx,
      affected.filter(({ segment }) => !segment.paused),
      now,
    );
    const moved = await writeDifferences(tx, judged, now);
    if (moved.length > 0) await this.note(tx, moved, affected, changes, now);
    return toChanges(moved, affected);
  }

  private async note(
    tx: Tx,
    moved: readonly MovedMember[],
    affected: readonly Affected[],
    changes: readonly (ContactChange | NewContactChange)[],
    now: Date,
  ): Promise<void> {
    const movedIn = new Set(moved.map(({ segmentId }) => segmentId));
    const segments = affected.map(({ segment }) => segment).filter(({ id }) => movedIn.has(id));
    const conditions = await this.conditions.load(tx, segments);
    const pairs = segments.flatMap((segment, index) => {
      const condition = conditions[index];
      return condition ? [{ segment, condition }] : [];
    });
    await writeHistory(tx, await this.why.explain(tx, moved, pairs, changes, now), now);
  }

  private async judge(tx: Tx, affected: readonly Affected[], now: Date): Promise<JudgedMember[]> {
    const judged: JudgedMember[] = [];
    const [single, many] = [
      affected.filter((one) => this.isSuspect(one)),
      affected.filter((one) => !this.isSuspect(one)),
    ];
    for (let start = 0; start < many.length; start += SEGMENTS_PER_STATEMENT) {
      const some = many.slice(start, start + SEGMENTS_PER_STATEMENT);
      try {
        judged.push(...(await this.judgeSome(tx, some, now)));
      } catch (error) {
        if (!isDatabaseTrouble(error)) this.suspects.add(some.map(({ segment }) => segment.id));
        throw error;
      }
    }
    for (const one of single) judged.push(...(await this.judgeOne(tx, one, now)));
    return judged;
  }

  private isSuspect({ segment }: Affected): boolean {
    return this.suspects.has(segment.id);
  }

  /** A segment that fails is left to its build, and holds up no other. */
  private async judgeOne(tx: Tx, affected: Affected, now: Date): Promise<JudgedMember[]> {
    await tx.execute('SAVEPOINT segment');
    try {
      return await this.judgeSome(tx, [affected], now);
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error;
      await tx.execute('ROLLBACK TO SAVEPOINT segment');
      await tx.execute(PAUSE, [affected.segment.id]);
      return [];
    } finally {
      await tx.execute('RELEASE SAVEPOINT segment');
    }
  }

  private async judgeSome(tx: Tx, affected: readonly Affected[], now: Date): Promise<JudgedMember[]> {
    const conditions = await this.conditions.load(
      tx,
      affected.map(({ segment }) => segment),
    );
    const contactIds = [...new Set(affected.flatMap(({ contacts }) => [...contacts.keys()]))];
    const subjects = contactIds.map((contactId) => ({ contactId }));
    const verdicts = await this.evaluator.judgeMany(tx, conditions, subjects, now);
    return affected.flatMap(({ segment, contacts }, row) =>
      contactIds.flatMap((contactId, column) =>
        contacts.has(contactId) ? [{ segmentId: segment.id, contactId, member: verdicts[row]?.[column] ?? false }] : [],
      ),
    );
  }
}

function toChanges(moved: readonly MovedMember[], affected: readonly Affected[]): NewContactChange[] {
  const bySegment = new Map(affected.map(({ segment, contacts }) => [segment.id, contacts]));
  return moved.map(({ segmentId, contactId, entered }) => ({
    contactId,
    dimension: `segment:${segmentId}`,
    old: !entered,
    new: entered,
    quiet: bySegment.get(segmentId)?.get(contactId) ?? false,
  }));
}
