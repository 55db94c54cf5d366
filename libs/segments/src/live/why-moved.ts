import type { Condition, ConditionClause, ConditionEvaluator } from '#libs/conditions';
import type { ContactChange } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { MoveReason } from '../members/move-reason.js';
import type { MovedMember } from '../members/write-differences.js';
import type { ReasonedMove } from '../members/write-history.js';
import type { LiveSegment } from './live-segments.js';
import { turnedClauses } from './turned-clauses.js';

/** What `judge:<segment>` carries as its new value when the passing of time asks for a verdict. */
export const TIME_PASSED = 'time';

/** The same when the organisation's time zone was changed. */
export const ZONE_CHANGED = 'zone';

/** The same when two contacts became one, or one became two again. */
export const MERGED = 'merge';

/** As many changes of a contact are kept with a move. */
const CHANGES_KEPT = 3;

type Change = Pick<ContactChange, 'contactId' | 'dimension'> & { readonly old?: unknown; readonly new?: unknown };

/** A move with the leaves that may have turned; `verdicts` are asked for when there are several. */
interface Suspected {
  readonly move: MovedMember;
  readonly reason: MoveReason;
  readonly candidates: readonly number[];
}

interface KnownClauses {
  readonly revision: number;
  readonly condition: Condition;
  readonly clauses: readonly ConditionClause[];
}

/**
 * Says which clause moved a member. A clause that alone reads what has changed needs no look; where several read it,
 * one statement per segment asks for the verdicts of its leaves, for those who moved only.
 */
export class WhyMoved {
  private readonly kept = new Map<number, KnownClauses>();

  constructor(private readonly evaluator: ConditionEvaluator) {}

  async explain(
    tx: Tx,
    moved: readonly MovedMember[],
    segments: readonly { readonly segment: LiveSegment; readonly condition: Condition }[],
    changes: readonly Change[],
    now: Date,
  ): Promise<ReasonedMove[]> {
    const byContact = changesOf(moved, changes);
    const reasoned: ReasonedMove[] = [];
    for (const { segment, condition } of segments) {
      const moves = moved.filter(({ segmentId }) => segmentId === segment.id);
      if (moves.length === 0) continue;
      const known = await this.clausesOf(segment, condition);
      const suspected = moves.map((move) => suspect(move, segment, known.clauses, byContact.get(move.contactId) ?? []));
      reasoned.push(...(await this.decide(tx, suspected, known, now)));
    }
    return reasoned;
  }

  private async decide(
    tx: Tx,
    suspected: readonly Suspected[],
    { condition, clauses, revision }: KnownClauses,
    now: Date,
  ): Promise<ReasonedMove[]> {
    const unclear = suspected.filter(({ candidates }) => candidates.length > 1).map(({ move }) => move.contactId);
    const verdicts =
      unclear.length > 0
        ? await this.evaluator.judgeClauses(tx, condition, unclear, now)
        : new Map<number, boolean[]>();
    return suspected.map(({ move, reason, candidates }) => {
      const own = verdicts.get(move.contactId);
      const turned = own ? turnedClauses(condition, own, candidates) : candidates;
      const paths = turned.map((index) => clauses[index]?.path ?? '');
      return { ...move, revision, why: { ...reason, ...(paths.length > 0 ? { clauses: paths } : {}) } };
    });
  }

  private async clausesOf({ id, revision }: LiveSegment, condition: Condition): Promise<KnownClauses> {
    const kept = this.kept.get(id);
    if (kept?.revision === revision) return kept;
    const known = { revision, condition, clauses: await this.evaluator.clauses(condition) };
    this.kept.set(id, known);
    return known;
  }
}

function changesOf(moved: readonly MovedMember[], changes: readonly Change[]): ReadonlyMap<number, readonly Change[]> {
  const found = new Map<number, Change[]>(moved.map(({ contactId }) => [contactId, []]));
  for (const change of changes) found.get(change.contactId)?.push(change);
  return found;
}

function suspect(
  move: MovedMember,
  { id }: LiveSegment,
  clauses: readonly ConditionClause[],
  changes: readonly Change[],
): Suspected {
  const read = new Set(clauses.flatMap(({ reads }) => reads));
  const relevant = changes.filter(({ dimension }) => read.has(dimension));
  const all = clauses.map((_, index) => index);
  if (relevant.length > 0) {
    const dimensions = new Set<string>(relevant.map(({ dimension }) => dimension));
    const candidates = all.filter((index) => clauses[index]?.reads.some((dimension) => dimensions.has(dimension)));
    return { move, reason: { cause: 'change', changes: relevant.slice(0, CHANGES_KEPT).map(toKept) }, candidates };
  }
  if (changes.some(({ dimension }) => dimension === 'created'))
    return { move, reason: { cause: 'new' }, candidates: [] };
  const asked = changes.filter(({ dimension }) => dimension === `judge:${id}`);
  if (asked.some((change) => change.new === TIME_PASSED)) {
    return { move, reason: { cause: 'time' }, candidates: all.filter((index) => clauses[index]?.relative) };
  }
  if (asked.some((change) => change.new === ZONE_CHANGED)) {
    return { move, reason: { cause: 'zone' }, candidates: all.filter((index) => clauses[index]?.zoned) };
  }
  if (asked.some((change) => change.new === MERGED)) return { move, reason: { cause: 'merge' }, candidates: all };
  return { move, reason: { cause: 'rebuild' }, candidates: [] };
}

function toKept({ dimension, old, new: value }: Change): { dimension: string; old: unknown; new: unknown } {
  return { dimension, old: old ?? null, new: value ?? null };
}
