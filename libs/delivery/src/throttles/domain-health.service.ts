import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import type { SendingLimits } from './sending-limits.js';

type HealthLimits = NonNullable<SendingLimits['health']>;

/** What became of the marketing mails of a sender in the last days. */
export interface Health {
  readonly mails: number;
  readonly complaints: number;
  readonly bounces: number;
  /** A rate is at its limit, and marketing mail waits. */
  readonly ill: boolean;
}

// The default sender's mails name none, or name it.
const COUNT = `
  SELECT count(*)::int AS mails, count(complained_at)::int AS complaints, count(bounced_at)::int AS bounces
  FROM messages WHERE class = 'marketing' AND (sent_at >= $2 OR bounced_at >= $2)
    AND coalesce(sender_id, (SELECT id FROM senders WHERE is_default)) = $1`;

const CACHE_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

/** D66. Whether too much of a sender's mail is complained about or bounces. */
@Injectable()
export class DomainHealth {
  private readonly known = new Map<string, { readonly until: number; readonly health: Promise<Health> }>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** At most five minutes old: for hot paths. */
  async isIll(senderId: number, limits: HealthLimits): Promise<boolean> {
    const key = `${String(senderId)} ${JSON.stringify(limits)}`;
    const known = this.known.get(key);
    if (known && known.until > performance.now()) return (await known.health).ill;
    const health = this.look(senderId, limits);
    this.known.set(key, { until: performance.now() + CACHE_MS, health });
    health.catch(() => this.known.delete(key));
    return (await health).ill;
  }

  /** As it is now. */
  async look(senderId: number, limits: HealthLimits): Promise<Health> {
    const since = new Date(this.clock.now().getTime() - limits.days * DAY_MS);
    const [row] = await this.db.query<Omit<Health, 'ill'> & Record<string, unknown>>(COUNT, [senderId, since]);
    const { mails = 0, complaints = 0, bounces = 0 } = row ?? {};
    const over = (count: number, percent: number | null) => percent !== null && count * 100 >= mails * percent;
    const bad = over(complaints, limits.complaints_percent) || over(bounces, limits.bounces_percent);
    return { mails, complaints, bounces, ill: mails >= limits.least && bad };
  }
}
