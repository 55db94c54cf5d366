import { Inject, Injectable } from '@nestjs/common';
import type { ChangeConsumer, ContactChange, NewContactChange } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Enroller } from '../enrolments/enroller.service.js';
import { TimerArmer } from '../timers/timer-armer.service.js';
import { RunWaker } from './run-waker.service.js';
import { TriggerMatcher } from './trigger-matcher.service.js';

/**
 * What automations do with a change: what starts later is noted, runs under way leave or go on, then new ones begin, so
 * that who exits by the very change may enter anew. All in the router's transaction, which removes the changes: exactly
 * once.
 */
@Injectable()
export class AutomationsConsumer implements ChangeConsumer {
  readonly key = 'automations';

  constructor(
    @Inject(RunWaker) private readonly waker: RunWaker,
    @Inject(TriggerMatcher) private readonly matcher: TriggerMatcher,
    @Inject(TimerArmer) private readonly armer: TimerArmer,
    @Inject(Enroller) private readonly enroller: Enroller,
  ) {}

  async consume(tx: Tx, changes: readonly ContactChange[]): Promise<readonly NewContactChange[]> {
    const { entries, delayed } = await this.matcher.match(tx, changes);
    // Before any run is locked: whoever fires a timer holds it while it waits for runs.
    await this.armer.arm(tx, changes, delayed);
    await this.waker.wake(tx, changes);
    await this.enroller.enrolAll(tx, entries);
    return [];
  }
}
