import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import type { TimedTrigger } from '../consumer/live-automations.js';
import { Enroller } from '../enrolments/enroller.service.js';
import { LATENESS_MS } from '../time/duration.js';
import { FieldMoments, isFieldTrigger, keyOf } from './field-moments.service.js';
import { namedZone } from './timer-clocks.service.js';
import { writeTimers } from './timer-rows.js';
import type { SegmentTiming } from './trigger-timing.js';

/** Contacts whose moments are worked out in one transaction; changes of theirs wait for it. */
const CONTACTS = 5_000;
/** Members who enter in one transaction, as with runs. */
const MEMBERS = 1_000;

interface Due {
  readonly dueAt: Date;
  readonly cursor: number;
  readonly since: Date;
  readonly zone: string;
}

// The row's lock is the claim; the cursor commits with what was done up to it.
const TAKE = `
  SELECT due_at AS "dueAt", cursor, since, zone FROM trigger_clocks
  WHERE automation_id = $1 AND trigger = $2 AND due_at <= $3 FOR UPDATE SKIP LOCKED`;

const MOVE = 'UPDATE trigger_clocks SET due_at = $3, cursor = $4 WHERE automation_id = $1 AND trigger = $2';

const MEMBERS_AFTER = `
  SELECT contact_id AS id FROM segment_members WHERE segment_id = $1 AND contact_id > $2
  ORDER BY contact_id LIMIT ${String(MEMBERS)}`;

/** Does what a trigger's clock has to do for all contacts, a portion in each transaction. */
@Injectable()
export class ClockWork {
  constructor(
    @Inject(FieldMoments) private readonly moments: FieldMoments,
    @Inject(Enroller) private readonly enroller: Enroller,
  ) {}

  /** False when there was nothing to do, or another process does it. */
  async advance(tx: Tx, timed: TimedTrigger, now: Date): Promise<boolean> {
    const { automationId, digest } = keyOf(timed);
    const [due] = await tx.query<Due & Record<string, unknown>>(TAKE, [automationId, digest, now]);
    if (!due) return false;
    const { timing } = timed;
    const next = isFieldTrigger(timed)
      ? await this.findMoments(tx, timed, due)
      : timing.kind === 'segment'
        ? await this.enterMembers(tx, timed, timing, due, now)
        : { dueAt: null, cursor: 0 };
    await tx.execute(MOVE, [automationId, digest, next.dueAt, next.cursor]);
    return true;
  }

  private async findMoments(tx: Tx, timed: Parameters<FieldMoments['page']>[1], due: Due) {
    const contacts = await this.moments.page(tx, timed, due.cursor, CONTACTS);
    const timers = await this.moments.next(tx, timed, contacts, () => due.since);
    await writeTimers(tx, keyOf(timed), [...timers.values()], { keepLater: false });
    const last = contacts.at(-1);
    return last && contacts.length === CONTACTS ? { dueAt: due.dueAt, cursor: last.id } : { dueAt: null, cursor: 0 };
  }

  /** A run that was missed is left out; one that has begun comes to its end. */
  private async enterMembers(
    tx: Tx,
    { version: { automation }, trigger }: TimedTrigger,
    timing: SegmentTiming<Readonly<Record<string, unknown>>>,
    { dueAt, cursor, zone }: Due,
    now: Date,
  ) {
    const oldest = new Date(now.getTime() - LATENESS_MS);
    const begins = cursor > 0 || dueAt > oldest;
    const segment = timing.segment(trigger.params);
    const members = begins ? await tx.query<{ id: number }>(MEMBERS_AFTER, [segment, cursor]) : [];
    const event = { segment, scheduled_at: dueAt.toISOString() };
    const candidates = members.map(({ id }) => ({ contactId: id, event, enteredAt: now, requestId: null }));
    await this.enroller.enrol(tx, automation, candidates);
    const last = members.at(-1);
    if (last && members.length === MEMBERS) return { dueAt, cursor: last.id };
    const after = dueAt > oldest ? dueAt : oldest;
    return { dueAt: timing.next(trigger.params, namedZone(timing.zone(trigger.params), zone), after), cursor: 0 };
  }
}
