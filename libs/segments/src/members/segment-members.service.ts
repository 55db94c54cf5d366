import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { type ClauseVerdict, ConditionEvaluator } from '#libs/conditions';
import { Database } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { readSegment } from '../segment-view.js';
import { explainByHand } from './explain-by-hand.js';
import { findNextChange, type NextChange } from './next-change.js';
import { type MovedBy, StaticMembers } from './static-members.service.js';
import { unfoldNested } from './unfold-nested.js';

/** A membership, newest contact first. */
export interface Member {
  readonly contact_id: number;
  readonly entered_at: Date;
}

/** Why a contact is in a segment or not. */
export interface Explanation {
  readonly segment_id: number;
  readonly contact_id: number;
  /** The stored membership; it follows the verdict within two seconds. */
  readonly member: boolean;
  readonly entered_at: Date | null;
  /** Whether the contact matches now. */
  readonly verdict: boolean;
  readonly explanation: ClauseVerdict;
  /** Null: not within 400 days, if nothing happens. */
  readonly next_change: NextChange | null;
}

const MEMBERS = `
  SELECT member.contact_id, member.entered_at FROM segment_members member JOIN contacts ON contacts.id = contact_id
  WHERE segment_id = $1 AND ($2::bigint IS NULL OR contact_id < $2)
  ORDER BY contact_id DESC LIMIT $3`;

const ENTERED_AT = `
  SELECT contacts.id, member.entered_at AS "enteredAt" FROM contacts
  LEFT JOIN segment_members member ON member.contact_id = contacts.id AND member.segment_id = $1
  WHERE contacts.id = $2`;

/** Reads who is in which segment, and why. */
@Injectable()
export class SegmentMembers {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(StaticMembers) private readonly byHand: StaticMembers,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Newest contact first; `before` is the contact to go on below. Throws `segment.not_found`. */
  async list(segmentId: number, before: number | null, limit: number): Promise<Member[]> {
    await readSegment(this.db, segmentId);
    return this.db.query<Member>(MEMBERS, [segmentId, before, limit]);
  }

  /** Throws `segment.not_found`, `contact.not_found`. */
  async explain(segmentId: number, contactId: number): Promise<Explanation> {
    const { condition } = await readSegment(this.db, segmentId);
    const enteredAt = await this.enteredAt(segmentId, contactId);
    const member = enteredAt !== null;
    const now = this.clock.now();
    const explanation = condition
      ? await this.evaluator.explain(this.db, condition, { contactId }, now)
      : explainByHand(member);
    if (!explanation) throw new DomainError('contact.not_found');
    const next = condition
      ? await findNextChange(this.db, this.evaluator, await unfoldNested(this.db, condition), contactId, now)
      : null;
    return {
      segment_id: segmentId,
      contact_id: contactId,
      member,
      entered_at: enteredAt,
      verdict: explanation.verdict,
      explanation,
      next_change: next,
    };
  }

  /** Puts a contact into a static segment. Throws `segment.not_found`, `segment.not_static`, `contact.not_found`. */
  async put(segmentId: number, contactId: number, by: Actor | null = null): Promise<void> {
    await this.enteredAt(segmentId, contactId);
    await this.db.transaction((tx) => this.byHand.add(tx, segmentId, [contactId], byHand(by)));
  }

  /** Takes a contact out of a static segment. Throws `segment.not_found`, `segment.not_static`, `contact.not_found`. */
  async remove(segmentId: number, contactId: number, by: Actor | null = null): Promise<void> {
    await this.enteredAt(segmentId, contactId);
    await this.db.transaction((tx) => this.byHand.remove(tx, segmentId, [contactId], byHand(by)));
  }

  private async enteredAt(segmentId: number, contactId: number): Promise<Date | null> {
    const [found] = await this.db.query<{ enteredAt: Date | null }>(ENTERED_AT, [segmentId, contactId]);
    if (!found) throw new DomainError('contact.not_found');
    return found.enteredAt;
  }
}

function byHand(actor: Actor | null): MovedBy {
  return { cause: 'hand', ...(actor?.kind === 'user' ? { by: actor.id } : {}) };
}
