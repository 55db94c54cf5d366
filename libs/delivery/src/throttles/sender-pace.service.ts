import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { SenderEntity } from '../senders/sender.entity.js';
import { callBack, WAITING_FOR_A_TURN } from './call-back.js';
import { groupOfSetting } from './domain-groups.js';
import { DomainHealth, type Health } from './domain-health.service.js';
import { labelOfGroup } from './mailbox-providers.js';
import { limitsOf } from './sending-limits.js';
import { LIFT, SLOW_DOWNS_OF } from './slow-down-statements.js';
import { endOf, SlowDowns, type SlowDown } from './slow-downs.service.js';
import { dayOf, quotaOf } from './warm-up.js';

interface ShownSlowDown extends SlowDown {
  /** How people call the domains. */
  readonly label: string;
  /** At the earliest, with the full rate. */
  readonly endsAt: Date;
}

/** How fast the mail of a sender leaves at the moment, and what holds it up. */
export interface Pace {
  /** Mails that were handed over and taken lately. */
  readonly sent: { readonly lastMinute: number; readonly lastHour: number };
  readonly slowDowns: readonly ShownSlowDown[];
  /** Mails that wait for their turn, by reason. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Of today, in UTC; null without a warm-up, or when it is over. */
  readonly warmUp: { readonly day: string; readonly quota: number; readonly taken: number } | null;
  /** Null where no limit is set. */
  readonly health: Health | null;
}

// By the index on sent_at. The default sender's mails name none, or name it.
const SENT = `
  SELECT count(*) FILTER (WHERE sent_at > $2)::int AS "lastMinute", count(*)::int AS "lastHour" FROM messages
  WHERE sent_at > $3 AND coalesce(sender_id, (SELECT id FROM senders WHERE is_default)) = $1`;

const MINUTE_MS = 60_000;

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
      sent: await this.sent(sender),
      slowDowns: slowDowns.map((one) => ({ ...one, label: labelOfGroup(one.domain), endsAt: endOf(one) })),
      waiting: Object.fromEntries(waiting.map(({ reason, n }) => [reason, n])),
      warmUp: await this.warmUp(sender),
      health: limits.health && (await this.health.look(sender.id, limits.health)),
    };
  }

  /**
   * Gives a group its full rate back, and has the mails that wait tried at once. A domain stands for its provider; ''
   * for all mail of the sender. Throws `sender.not_slowed`.
   */
  async lift(sender: SenderEntity, name: string): Promise<void> {
    const domain = groupOfSetting(name);
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

  private async sent(sender: SenderEntity): Promise<Pace['sent']> {
    const now = this.clock.now().getTime();
    const since = [MINUTE_MS, 60 * MINUTE_MS].map((ms) => new Date(now - ms));
    const [row] = await this.db.query<{ lastMinute: number; lastHour: number }>(SENT, [sender.id, ...since]);
    return row ?? { lastMinute: 0, lastHour: 0 };
  }

  private async warmUp(sender: SenderEntity): Promise<Pace['warmUp']> {
    const now = this.clock.now();
    const quota = quotaOf(limitsOf(sender).warm_up, now);
    if (quota === undefined) return null;
    const [row] = await this.db.query<{ taken: number }>(TAKEN, [String(sender.id), dayOf(now)]);
    return { day: dayOf(now), quota, taken: row?.taken ?? 0 };
  }
}
