import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { SenderEntity } from '../senders/sender.entity.js';
import { callBack, WAITING_FOR_A_TURN } from './call-back.js';
import { DomainHealth, type Health } from './domain-health.service.js';
import { labelOfGroup } from './mailbox-providers.js';
import { limitsOf } from './sending-limits.js';
import { LIFT, SLOW_DOWNS_OF } from './slow-down-statements.js';
import { SlowDowns, type SlowDown } from './slow-downs.service.js';
import { dayOf, quotaOf } from './warm-up.js';

/** How fast the mail of a sender leaves at the moment, and what holds it up. */
export interface Pace {
  readonly slowDowns: readonly (SlowDown & { readonly label: string })[];
  /** Mails that wait for their turn, by reason. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Of today, in UTC; null without a warm-up, or when it is over. */
  readonly warmUp: { readonly day: string; readonly quota: number; readonly taken: number } | null;
  /** Null where no limit is set. */
  readonly health: Health | null;
}

const WAITING = `SELECT messages.reason, count(*)::int AS n ${WAITING_FOR_A_TURN} GROUP BY messages.reason`;

const TAKEN = `SELECT day_taken AS taken FROM throttle_buckets WHERE key = $1 AND day = $2::date`;

const RESET = `UPDATE throttle_buckets SET next_at = 0, planned_at = 0 WHERE key = $1`;

/** Shows what slows the mail of a sender down, and takes it away. */
@Injectable()
export class SenderPace {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(SlowDowns) private readonly slowDowns: SlowDowns,
    @Inject(DomainHealth) private readonly health: DomainHealth,
  ) {}

  async read(sender: SenderEntity): Promise<Pace> {
    const limits = limitsOf(sender);
    const slowDowns = await this.db.query<SlowDown & Record<string, unknown>>(SLOW_DOWNS_OF, [sender.id]);
    const waiting = await this.db.query<{ reason: string; n: number }>(WAITING, [sender.id]);
    return {
      slowDowns: slowDowns.map((one) => ({ ...one, label: labelOfGroup(one.domain) })),
      waiting: Object.fromEntries(waiting.map(({ reason, n }) => [reason, n])),
      warmUp: await this.warmUp(sender),
      health: limits.health && (await this.health.look(sender.id, limits.health)),
    };
  }

  /** Gives a group its full rate back, and has the mails that wait tried at once. Throws `sender.not_slowed`. */
  async lift(sender: SenderEntity, domain: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const lifted = await tx.execute(LIFT, [sender.id, domain]);
      if (lifted === 0) throw new DomainError('sender.not_slowed');
      await tx.execute(RESET, [domain === '' ? String(sender.id) : `${String(sender.id)} ${domain}`]);
      await callBack(tx, sender.id, this.clock.now());
      tx.afterCommit(() => {
        this.signals.signal('delivery.send', {});
      });
    });
    this.slowDowns.forget();
  }

  private async warmUp(sender: SenderEntity): Promise<Pace['warmUp']> {
    const now = this.clock.now();
    const quota = quotaOf(limitsOf(sender).warm_up, now);
    if (quota === undefined) return null;
    const [row] = await this.db.query<{ taken: number }>(TAKEN, [String(sender.id), dayOf(now)]);
    return { day: dayOf(now), quota, taken: row?.taken ?? 0 };
  }
}
