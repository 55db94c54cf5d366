import { Inject, Injectable } from '@nestjs/common';
import type { ContactChange } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { digestOf, LiveAutomations } from '../consumer/live-automations.js';
import type { Hit } from '../consumer/trigger-matcher.service.js';
import { groupBy } from '../group-by.js';
import { LATENESS_MS } from '../time/duration.js';
import { FieldMoments, isFieldTrigger, keyOf } from './field-moments.service.js';
import { TimerClocks } from './timer-clocks.service.js';
import { writeTimers, type NewTimer } from './timer-rows.js';

/** Notes in the transaction of the changes what is to start later. */
@Injectable()
export class TimerArmer {
  constructor(
    @Inject(LiveAutomations) private readonly live: LiveAutomations,
    @Inject(FieldMoments) private readonly moments: FieldMoments,
    @Inject(TimerClocks) private readonly clocks: TimerClocks,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Quiet changes move the moments of a date, too: nothing starts by them before its time. */
  async arm(tx: Tx, changes: readonly ContactChange[], delayed: readonly Hit[]): Promise<void> {
    await this.renewDates(tx, changes);
    for (const hits of groupBy(delayed, ({ live }) => live).values()) await this.delay(tx, hits);
  }

  private async renewDates(tx: Tx, changes: readonly ContactChange[]): Promise<void> {
    const after = new Date(this.clock.now().getTime() - LATENESS_MS);
    for (const timed of (await this.live.timedTriggers(tx)).filter(isFieldTrigger)) {
      const moving = new Set(['created', 'field:time_zone', `field:${timed.timing.field(timed.trigger.params)}`]);
      const moved = changes.filter(({ dimension }) => moving.has(dimension)).map(({ contactId }) => contactId);
      if (moved.length === 0) continue;
      const since = await this.clocks.share(tx, keyOf(timed));
      // Without a clock nobody has a timer yet: whoever starts it goes through all contacts.
      if (since === null) continue;
      await this.moments.renew(tx, timed, [...new Set(moved)], since > after ? since : after);
    }
  }

  private async delay(tx: Tx, hits: readonly Hit[]): Promise<void> {
    const [first] = hits;
    const timing = first?.live.trigger.definition.timing;
    if (!first || timing?.kind !== 'delay') return;
    const { version, trigger } = first.live;
    const settings = await this.clocks.delaySettings();
    const timers = hits.map(({ cause, candidate }): NewTimer => ({
      contactId: candidate.contactId,
      subject: timing.subject(trigger.params, cause),
      dueAt: timing.dueAt(trigger.params, cause, settings),
      once: timing.once(trigger.params, cause),
      event: candidate.event,
      requestId: candidate.requestId,
    }));
    const key = { automationId: version.automation.id, digest: digestOf(trigger) };
    await writeTimers(tx, key, latestOf(timers), { keepLater: true });
  }
}

/** One statement writes a row once. */
function latestOf(timers: readonly NewTimer[]): NewTimer[] {
  const bySubject = new Map<string, NewTimer>();
  for (const timer of timers) {
    const slot = `${String(timer.contactId)} ${timer.subject}`;
    const known = bySubject.get(slot);
    if (!known || timer.dueAt >= known.dueAt) bySubject.set(slot, timer);
  }
  return [...bySubject.values()];
}
