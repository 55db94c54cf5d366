import { Inject, Injectable } from '@nestjs/common';
import { type ClauseVerdict, type Condition, ConditionEvaluator } from '#libs/conditions';
import { missingContact } from '#libs/contacts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import type { SegmentKind } from '../segment.entity.js';
import { explainByHand } from './explain-by-hand.js';
import { findNextChange, type NextChange } from './next-change.js';
import { unfoldNested } from './unfold-nested.js';

/** As many segments are explained; a contact in more is told the names of the others. */
const EXPLAINED = 50;

/** A segment that a contact is in. */
export interface ContactSegment {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly color: string | null;
  readonly kind: SegmentKind;
  readonly entered_at: Date;
}

/** Why the contact is in it, and when that will change by itself. */
export interface ExplainedSegment extends ContactSegment {
  /** Null where it was not asked for. */
  readonly why: ClauseVerdict | null;
  /** Null: not within 400 days, if nothing happens. */
  readonly next_change: NextChange | null;
}

interface Row extends ContactSegment, Record<string, unknown> {
  readonly condition: Condition | null;
}

const CONTACT = `SELECT FROM contacts WHERE id = $1`;

const OF_CONTACT = `
  SELECT s.id, s.slug, s.name, s.color, s.kind, member.entered_at, s.condition
  FROM segment_members member JOIN segments s ON s.id = member.segment_id
  WHERE member.contact_id = $1 AND s.archived_at IS NULL ORDER BY s.name, s.id`;

/** The segments of one contact: the reverse of a segment's members. */
@Injectable()
export class ContactSegments {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** By name; with `explain` also why, and the next change, of the first fifty. Throws `contact.not_found`. */
  async list(contactId: number, explain: boolean): Promise<ExplainedSegment[]> {
    if ((await this.db.query(CONTACT, [contactId])).length === 0) throw await missingContact(this.db, contactId);
    const rows = await this.db.query<Row>(OF_CONTACT, [contactId]);
    const now = this.clock.now();
    const told = explain ? rows.slice(0, EXPLAINED) : [];
    const reasons = await this.why(contactId, told, now);
    const found: ExplainedSegment[] = [];
    for (const { condition, ...segment } of rows) {
      const why = reasons.get(segment.id) ?? null;
      const next = why && condition ? await this.nextChange(condition, contactId, now) : null;
      found.push({ ...segment, why, next_change: next });
    }
    return found;
  }

  private async why(contactId: number, rows: readonly Row[], now: Date): Promise<Map<number, ClauseVerdict>> {
    const reasons = new Map(rows.map(({ id }) => [id, explainByHand(true)]));
    const dynamic = rows.flatMap(({ id, condition }) => (condition ? [{ id, condition }] : []));
    const conditions = dynamic.map(({ condition }) => condition);
    const explained = (await this.evaluator.explainMany(this.db, conditions, { contactId }, now)) ?? [];
    explained.forEach((verdict, index) => reasons.set(dynamic[index]?.id ?? 0, verdict));
    return reasons;
  }

  private async nextChange(condition: Condition, contactId: number, now: Date): Promise<NextChange | null> {
    return findNextChange(this.db, this.evaluator, await unfoldNested(this.db, condition), contactId, now);
  }
}
