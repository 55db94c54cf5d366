import { Inject, Injectable } from '@nestjs/common';
import type { Organisation } from '#libs/accounts';
import type { Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { isDeepStrictEqual } from 'node:util';

/** Which settings of the organisation decide about what waits for this reason. */
const DECIDED_BY: Readonly<Record<string, readonly (keyof Organisation)[]>> = {
  frequency_cap: ['frequency_caps', 'frequency_wait'],
  quiet_hours: ['quiet_hours', 'time_zone'],
  'domain.unverified': ['require_verified_domain'],
};

// What somebody else is at work on is looked at again by that, and nobody waits for it here.
const CALL_BACK = `
  UPDATE message_queue SET due_at = $2
  WHERE message_id IN (SELECT queue.message_id
    FROM message_queue queue JOIN messages ON messages.id = queue.message_id
    WHERE queue.state = 'due' AND queue.waits > 0 AND queue.due_at > $2
      AND messages.state = 'pending' AND messages.reason = ANY($1)
    FOR UPDATE OF queue SKIP LOCKED)`;

/** Mails that wait for a limit of the organisation do not wait for one that is no more. */
@Injectable()
export class WaitsForLimits {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Has those for which the change counts judged anew at once; what still has to wait is put off again. */
  async follow(tx: Tx, before: Organisation, after: Organisation): Promise<void> {
    const reasons = Object.entries(DECIDED_BY).flatMap(([reason, settings]) =>
      settings.every((setting) => isDeepStrictEqual(before[setting], after[setting])) ? [] : [reason],
    );
    if (reasons.length === 0) return;
    if ((await tx.execute(CALL_BACK, [reasons, this.clock.now()])) === 0) return;
    tx.afterCommit(() => {
      this.signals.signal('delivery.send', {});
    });
  }
}
