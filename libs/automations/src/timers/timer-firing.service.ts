import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import type { TimedTrigger } from '../consumer/live-automations.js';
import { Enroller } from '../enrolments/enroller.service.js';
import type { Candidate } from '../enrolments/entry-candidates.js';
import { LATENESS_MS } from '../time/duration.js';
import { FieldMoments, isFieldTrigger, keyOf } from './field-moments.service.js';
import { noteFirings, removeTimers, takeTimers, writeTimers, type Timer } from './timer-rows.js';
import type { DelayTiming } from './trigger-timing.js';

/** Contacts per batch, as with runs. */
const BATCH = 1_000;

/** Fires the timers of one trigger that are due: its runs begin and its timers move on in one transaction. */
@Injectable()
export class TimerFiring {
  constructor(
    @Inject(FieldMoments) private readonly moments: FieldMoments,
    @Inject(Enroller) private readonly enroller: Enroller,
  ) {}

  /** Resolves with how many timers were due, fired or not. */
  async fire(tx: Tx, timed: TimedTrigger, now: Date): Promise<number> {
    const due = await takeTimers(tx, keyOf(timed), now, BATCH);
    if (due.length === 0) return 0;
    const { timing } = timed;
    const firing = timing.kind === 'delay' ? await this.passDelays(tx, timed, timing, due) : [];
    if (isFieldTrigger(timed)) firing.push(...(await this.passDates(tx, timed, due, now)));
    const { automation } = timed.version;
    const fresh = await noteFirings(tx, automation.id, firing, now);
    await this.enroller.enrol(
      tx,
      automation,
      fresh.map((timer) => toCandidate(timer, now)),
    );
    return due.length;
  }

  /**
   * A field or a zone may have changed since the timer was written, with the change still in the log: only who has the
   * moment now as well fires. Late by too much is not at all; both go on to their next moment.
   */
  private async passDates(
    tx: Tx,
    timed: TimedTrigger & Parameters<FieldMoments['next']>[1],
    due: readonly Timer[],
    now: Date,
  ): Promise<Timer[]> {
    const ids = due.map(({ contactId }) => contactId);
    const dated = await this.moments.read(tx, timed, ids);
    const dueAt = new Map(due.map((timer) => [timer.contactId, timer.dueAt]));
    const justBefore = (id: number): Date => new Date((dueAt.get(id) ?? now).getTime() - 1);
    const still = await this.moments.next(tx, timed, dated, justBefore);
    const oldest = new Date(now.getTime() - LATENESS_MS);
    const confirmed = due.filter((timer) => {
      const moment = still.get(timer.contactId);
      return moment?.dueAt.getTime() === timer.dueAt.getTime() && moment.once === timer.once && timer.dueAt > oldest;
    });
    const fired = new Map(confirmed.map((timer) => [timer.contactId, timer.dueAt]));
    const later = await this.moments.next(tx, timed, dated, (id) => fired.get(id) ?? oldest);
    await removeTimers(
      tx,
      keyOf(timed),
      due.filter(({ contactId }) => !later.has(contactId)),
    );
    await writeTimers(tx, keyOf(timed), [...later.values()], { keepLater: false });
    return confirmed;
  }

  private async passDelays(
    tx: Tx,
    timed: TimedTrigger,
    timing: DelayTiming<Readonly<Record<string, unknown>>>,
    due: readonly Timer[],
  ): Promise<Timer[]> {
    const verdicts = await timing.stand(timed.trigger.params, due, tx);
    await removeTimers(tx, keyOf(timed), due);
    return due.filter((_timer, index) => verdicts[index]);
  }
}

function toCandidate({ contactId, event, requestId }: Timer, now: Date): Candidate {
  return { contactId, event, enteredAt: now, requestId };
}
