import type { ClaimedMessage } from '#libs/ledger';
import { slower, spacingOf, spacingOfPace, type Spacing } from './allowance.js';
import { groupOfSetting } from './domain-groups.js';
import type { Pace, SendingLimits } from './sending-limits.js';
import type { SlowDown } from './slow-downs.service.js';
import { quotaOf } from './warm-up.js';

/** What one key allows. */
export interface ThrottleRule {
  /** `7` for the sender, `7 gmail` for a group of domains. */
  readonly key: string;
  /** Stored with mails that wait for it. */
  readonly reason: 'throttle.sender' | 'throttle.domain' | 'throttle.slowed';
  readonly spacing?: Spacing | undefined;
  readonly atOnce?: number | undefined;
  readonly pausedUntil?: Date | undefined;
  /** Marketing mails of that day. */
  readonly quota?: number | undefined;
}

/** The rules that a sender's mails stand under at a moment. */
export class ThrottleRules {
  private readonly byGroup = new Map<string, ThrottleRule | undefined>();
  private readonly named: ReadonlyMap<string, Pace>;
  private readonly sender: ThrottleRule | undefined;

  constructor(
    private readonly senderId: number,
    private readonly limits: SendingLimits,
    private readonly slowDowns: ReadonlyMap<string, SlowDown>,
    now: Date,
  ) {
    this.named = new Map(limits.domains.map(({ domain, ...pace }) => [groupOfSetting(domain), pace]));
    const quota = quotaOf(limits.warm_up, now);
    const made = this.make('', limits, 'throttle.sender');
    if (made || quota !== undefined) this.sender = { ...(made ?? this.bare()), quota };
  }

  /** False when nothing is limited and nobody need look at a mail. */
  get any(): boolean {
    const { rate, at_once: atOnce } = this.limits.each_domain;
    return Boolean(this.sender ?? rate ?? atOnce) || this.named.size > 0 || this.slowDowns.size > 0;
  }

  /** Those of a mail to this group: of the domain first, for what has no room there shall not use up the sender's. */
  of(group: string, { class: kind }: ClaimedMessage): ThrottleRule[] {
    if (!this.byGroup.has(group)) {
      const pace = this.named.get(group) ?? this.limits.each_domain;
      this.byGroup.set(group, this.make(group, pace, 'throttle.domain'));
    }
    const domain = this.byGroup.get(group);
    const sender = this.sender && kind !== 'marketing' ? { ...this.sender, quota: undefined } : this.sender;
    return [domain, sender].filter((rule) => rule !== undefined && isRule(rule)) as ThrottleRule[];
  }

  private make(group: string, { rate, at_once }: Pace, reason: ThrottleRule['reason']): ThrottleRule | undefined {
    const slowed = this.slowDowns.get(group);
    if (!rate && at_once === null && !slowed) return undefined;
    const spacing = slower(rate ? spacingOf(rate) : undefined, slowed && spacingOfPace(slowed.rate));
    const key = group === '' ? String(this.senderId) : `${String(this.senderId)} ${group}`;
    const more = { spacing, atOnce: at_once ?? undefined, pausedUntil: slowed?.pausedUntil };
    return { key, reason: slowed ? 'throttle.slowed' : reason, ...more };
  }

  private bare(): ThrottleRule {
    return { key: String(this.senderId), reason: 'throttle.sender' };
  }
}

function isRule({ spacing, atOnce, quota, pausedUntil }: ThrottleRule): boolean {
  return [spacing, atOnce, quota, pausedUntil].some((part) => part !== undefined);
}
