import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock, Config, createLogger, type Logger } from '#libs/kernel';
import type { ClaimedMessage, Verdict } from '#libs/ledger';
import type { SenderEntity } from '../senders/sender.entity.js';
import type { HandOver } from '../transports/mail-transport.js';
import { DomainGroups } from './domain-groups.js';
import { DomainHealth } from './domain-health.service.js';
import { limitsOf } from './sending-limits.js';
import { shareOut, TOGETHER_MS, type Bucket, type PutBack, type Wanted } from './share-out.js';
import { SlowDowns } from './slow-downs.service.js';
import { ThrottleHolds } from './throttle-holds.js';
import { ThrottleRules, type ThrottleRule } from './throttle-rules.js';
import {
  ADD_BUCKETS,
  HELD_BY_OTHERS,
  LOCK_BUCKETS,
  TIDY_BUCKETS,
  TIDY_HOLDS,
  WRITE_BUCKETS,
} from './throttle-statements.js';
import { dayOf } from './warm-up.js';
import { WakeUp } from './wake-up.js';

/** A mail that the gate let through. */
interface Entry {
  readonly message: ClaimedMessage;
  readonly address: string;
}

interface Decision<E> {
  readonly fits: readonly E[];
  readonly putBack: readonly { readonly message: ClaimedMessage; readonly verdict: Verdict }[];
}

const STAYS_HERE = 'mailbox';
const UNHEALTHY_RETRY_MS = 10 * 60_000;
const GATHER_MS = 20;
const HOUR_MS = 3_600_000;
const NOTHING: Wanted = { rules: [], again: false };

/**
 * Lets mails go as fast as limits allow, over all processes: per sender, per group of recipient domains, by time and
 * by how many are under way. What does not fit goes back to the queue with the time of its turn; nothing waits here.
 */
@Injectable()
export class Throttles {
  private readonly logger: Logger;
  private readonly holds = new ThrottleHolds();
  private readonly wakeUp = new WakeUp();
  private timer: NodeJS.Timeout | undefined;
  /** One at a time: what this process has under way is told as a sum. */
  private turn: Promise<unknown> = Promise.resolve();
  private tidied = -Infinity;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Config) config: Config,
    @Inject(DomainGroups) private readonly groups: DomainGroups,
    @Inject(SlowDowns) private readonly slowDowns: SlowDowns,
    @Inject(DomainHealth) private readonly health: DomainHealth,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
  }

  /** Calls back when the turn of a mail comes that this process has put back. */
  onTurn(callback: () => void): void {
    this.wakeUp.onTime(callback);
  }

  /** Which of these mails of a sender may leave now, and what becomes of the others. Costs nothing without limits. */
  async admit<E extends Entry>(sender: SenderEntity, entries: readonly E[], owner: string): Promise<Decision<E>> {
    if (sender.transport?.type === STAYS_HERE) return { fits: entries, putBack: [] };
    const limits = limitsOf(sender);
    const now = this.clock.now();
    const rules = new ThrottleRules(sender.id, limits, await this.slowDowns.of(sender), now);
    const ill = limits.health !== null && (await this.health.isIll(sender.id, limits.health));
    if (!rules.any && !ill) return { fits: entries, putBack: [] };
    const decisions = await this.decide(entries, rules, { owner, ill, now });
    const putBack = entries.flatMap(({ message }, index) => {
      const why = decisions[index];
      return why ? [{ message, verdict: { state: 'pending', ...why } as const }] : [];
    });
    this.wakeUp.at(
      putBack.map(({ verdict }) => verdict.dueAt),
      now,
    );
    // Others may have put mails back of which this process knows nothing, or one that is gone.
    if (rules.any) this.wakeUp.in(TOGETHER_MS);
    const fits = entries.filter((_, index) => !decisions[index]);
    return { fits: limitedFirst(fits, rules, this.groups), putBack };
  }

  /** Takes note of the answer to a mail. */
  heard(sender: SenderEntity, address: string, answer: HandOver): void {
    this.slowDowns.heard(sender, address, answer);
  }

  /** These are not under way any more. */
  freed(messages: readonly { readonly id: number }[]): void {
    if (!this.holds.any || !this.holds.remove(messages.map(({ id }) => id))) return;
    this.timer ??= setTimeout(() => {
      void this.writeHolds();
    }, GATHER_MS).unref();
  }

  /** Writes what is waiting to be written. */
  async flush(): Promise<void> {
    await Promise.all([this.writeHolds(), this.slowDowns.flush()]);
  }

  private async decide(
    entries: readonly Entry[],
    rules: ThrottleRules,
    { owner, ill, now }: { readonly owner: string; readonly ill: boolean; readonly now: Date },
  ): Promise<(PutBack | undefined)[]> {
    const unwell = { reason: 'domain.health', dueAt: new Date(now.getTime() + UNHEALTHY_RETRY_MS) };
    const held = entries.map(({ message }) => (ill && message.class === 'marketing' ? unwell : undefined));
    const wanted = entries.map(({ message, address }, index) =>
      held[index] ? NOTHING : { rules: rules.of(this.groups.of(address), message), again: isBack(message) },
    );
    if (wanted.every((one) => one.rules.length === 0)) return held;
    const ids = entries.map(({ message }) => message.id);
    const shared = await this.inTurn(() => this.share(wanted, ids, owner));
    return held.map((why, index) => why ?? shared[index]);
  }

  private async share(
    wanted: readonly Wanted[],
    ids: readonly number[],
    owner: string,
  ): Promise<(PutBack | undefined)[]> {
    const rules = new Map(wanted.flatMap((one) => one.rules).map((rule) => [rule.key, rule]));
    await this.tidy();
    for (;;) {
      const decided = await this.db.transaction((tx) => this.tryShare(tx, wanted, rules, owner));
      if (decided) {
        for (const [index, keys] of decided.held.entries()) this.holds.add(ids[index] ?? 0, keys, owner);
        return decided.putBack;
      }
      await this.db.execute(ADD_BUCKETS, [[...rules.keys()].sort()]);
    }
  }

  /** What is put back, and for the others which keys count them as under way. Undefined when a bucket is missing. */
  private async tryShare(
    tx: Tx,
    wanted: readonly Wanted[],
    rules: ReadonlyMap<string, ThrottleRule>,
    owner: string,
  ): Promise<{ putBack: (PutBack | undefined)[]; held: string[][] } | undefined> {
    const rows = await tx.query<Omit<Bucket, 'held'> & Record<string, unknown>>(LOCK_BUCKETS, [[...rules.keys()]]);
    if (rows.length < rules.size) return undefined;
    const counted = new Set([...rules.values()].flatMap(({ key, atOnce }) => (atOnce === undefined ? [] : key)));
    const underWay = await this.readHeld(tx, [...counted], owner);
    const buckets = new Map<string, Bucket>(rows.map((row) => [row.key, { ...row, held: underWay.get(row.key) ?? 0 }]));
    // The time is read behind the locks: whoever had them before us may have gone on in it.
    const situation = { buckets, now: this.clock.now(), heldMs: (key: string) => this.holds.heldMs(key) };
    const putBack = shareOut(wanted, situation);
    await writeBuckets(tx, [...buckets.values()]);
    const held = wanted.map(({ rules: own }, index) =>
      putBack[index] ? [] : own.map(({ key }) => key).filter((key) => counted.has(key)),
    );
    await this.holds.announce(tx, held, owner);
    return { putBack, held };
  }

  private async readHeld(tx: Tx, keys: readonly string[], owner: string): Promise<ReadonlyMap<string, number>> {
    if (keys.length === 0) return new Map();
    const rows = await tx.query<{ key: string; held: number }>(HELD_BY_OTHERS, [keys, owner]);
    const others = new Map(rows.map(({ key, held }) => [key, held]));
    return new Map(keys.map((key) => [key, (others.get(key) ?? 0) + this.holds.held(owner, key)]));
  }

  private async writeHolds(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.inTurn(() => this.holds.write(this.db));
    } catch (error) {
      this.logger.warn({ err: error }, 'places under way not given back yet; with the next ones');
    }
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work, work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async tidy(): Promise<void> {
    if (performance.now() - this.tidied < HOUR_MS) return;
    this.tidied = performance.now();
    const now = this.clock.now();
    await this.db.execute(TIDY_BUCKETS, [now.getTime() - 24 * HOUR_MS, dayOf(now)]);
    await this.db.execute(TIDY_HOLDS);
  }
}

function isBack({ attempt, tries }: ClaimedMessage): boolean {
  return attempt > tries;
}

/** What has its place now goes now: behind others it would come late, and together with what has the next places. */
function limitedFirst<E extends Entry>(entries: readonly E[], rules: ThrottleRules, groups: DomainGroups): E[] {
  const isLimited = entries.map(({ message, address }) => rules.of(groups.of(address), message).length > 0);
  return [...entries.filter((_, index) => isLimited[index]), ...entries.filter((_, index) => !isLimited[index])];
}

async function writeBuckets(tx: Tx, buckets: readonly Bucket[]): Promise<void> {
  await tx.execute(WRITE_BUCKETS, [
    buckets.map(({ key }) => key),
    buckets.map(({ nextAt }) => nextAt),
    buckets.map(({ plannedAt }) => plannedAt),
    buckets.map(({ day }) => day),
    buckets.map(({ dayTaken }) => dayTaken),
  ]);
}
