import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, Config, createLogger, type Logger } from '#libs/kernel';
import type { SenderEntity } from '../senders/sender.entity.js';
import type { HandOver } from '../transports/mail-transport.js';
import { spacingOf } from './allowance.js';
import { DomainGroups, groupOfSetting } from './domain-groups.js';
import { isLocal, isLocalUrl } from './local-server.js';
import { PaceMeter } from './pace-meter.js';
import { limitsOf } from './sending-limits.js';
import { isAboutAll, slowDownOf, type SlowDownSignal } from './slow-down-codes.js';
import { LIFT_RECOVERED, RAISE, SLOW, SLOW_DOWNS, STEP, STEP_S } from './slow-down-statements.js';

/** A rate that was cut because the other side asked for patience. */
export interface SlowDown {
  readonly senderId: number;
  /** The group of recipient domains; '' for all mail of the sender. */
  readonly domain: string;
  /** Mails a second: before it was cut, and now. */
  readonly fullRate: number;
  readonly rate: number;
  readonly pausedUntil: Date;
  readonly since: Date;
  readonly changedAt: Date;
  readonly code: string;
  readonly response: string;
}

interface Heard extends SlowDownSignal {
  readonly senderId: number;
  readonly domain: string;
  readonly fullRate: number;
  readonly response: string;
}

const CACHE_MS = 1000;
const GATHER_MS = 50;
/** A rate that nobody has set and nobody has seen is taken to lie between these, in mails a second. */
const LEAST_PACE = 1;
const MOST_PACE = 1000;

const NONE: ReadonlyMap<string, SlowDown> = new Map();
type BySender = ReadonlyMap<number, ReadonlyMap<string, SlowDown>>;

/**
 * Cuts the rate of a sender to a group of domains in half when they ask for it, and raises it bit by bit while they do
 * not (additive increase, multiplicative decrease). Kept in the database: all processes go by it, and a restart.
 */
@Injectable()
export class SlowDowns {
  private readonly logger: Logger;
  private readonly pace = new PaceMeter();
  private known: { readonly until: number; readonly rows: Promise<BySender> } | undefined;
  /** As last read: what is counted as a success must be known without waiting. */
  private last: BySender = new Map();
  private readonly defaultIsLocal: boolean;
  private heardOf = new Map<string, Heard>();
  private succeeded = new Map<string, { readonly senderId: number; readonly domain: string }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Config) config: Config,
    @Inject(DomainGroups) private readonly groups: DomainGroups,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
    this.defaultIsLocal = isLocalUrl(config.env.SMTP_URL);
  }

  /**
   * Those of a sender by group: at most a second old while there are none, else as they are now. Whoever is slowed puts
   * mails off for minutes, and must know when somebody has lifted it.
   */
  async of(sender: SenderEntity): Promise<ReadonlyMap<string, SlowDown>> {
    if (!this.adapts(sender)) return NONE;
    if (!this.known || this.known.until < performance.now() || this.last.has(sender.id)) {
      this.known = { until: performance.now() + CACHE_MS, rows: this.read() };
    }
    try {
      return (await this.known.rows).get(sender.id) ?? NONE;
    } catch (error) {
      this.known = undefined;
      throw error;
    }
  }

  /** Takes note of an answer; what follows from it is written a moment later. */
  heard(sender: SenderEntity, address: string, answer: HandOver): void {
    if (!this.adapts(sender)) return;
    const domain = this.groups.of(address);
    if (answer.outcome === 'sent') {
      for (const group of ['', domain]) this.succeed(sender.id, group);
      return;
    }
    const signal = slowDownOf(answer);
    if (!signal) return;
    const group = isAboutAll(answer) ? '' : domain;
    const fullRate = this.fullRate(sender, group);
    const heard = { ...signal, senderId: sender.id, domain: group, fullRate, response: shown(answer.response) };
    this.heardOf.set(keyOf(sender.id, group), heard);
    this.schedule();
  }

  /** Writes what was heard. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const [heard, succeeded] = [[...this.heardOf.values()], [...this.succeeded.values()]];
    this.heardOf.clear();
    this.succeeded.clear();
    if (heard.length + succeeded.length === 0) return;
    try {
      await this.write(heard, succeeded);
    } catch (error) {
      this.logger.warn({ err: error, heard: heard.length }, 'requests for patience not kept; the next ones will be');
    }
    this.forget();
  }

  /** The next look reads them anew. */
  forget(): void {
    this.known = undefined;
  }

  private adapts(sender: SenderEntity): boolean {
    const { adapt } = limitsOf(sender);
    return adapt === 'auto' ? !isLocal(sender, this.defaultIsLocal) : adapt === 'on';
  }

  private succeed(senderId: number, domain: string): void {
    const key = keyOf(senderId, domain);
    this.pace.count(key);
    if (!this.last.get(senderId)?.has(domain)) return;
    this.succeeded.set(key, { senderId, domain });
    this.schedule();
  }

  private fullRate(sender: SenderEntity, group: string): number {
    const limits = limitsOf(sender);
    const named = limits.domains.find(({ domain }) => groupOfSetting(domain) === group) ?? limits.each_domain;
    const { rate } = group === '' ? limits : named;
    if (rate) return 1000 / spacingOf(rate).everyMs;
    return Math.min(Math.max(this.pace.of(keyOf(sender.id, group)), LEAST_PACE), MOST_PACE);
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      void this.flush();
    }, GATHER_MS).unref();
  }

  private async write(
    heard: readonly Heard[],
    succeeded: readonly { readonly senderId: number; readonly domain: string }[],
  ): Promise<void> {
    const now = this.clock.now();
    if (succeeded.length > 0) {
      const went = [now, succeeded.map(({ senderId }) => senderId), succeeded.map(({ domain }) => domain)];
      await this.db.execute(LIFT_RECOVERED, went);
      await this.db.execute(RAISE, went);
    }
    if (heard.length === 0) return;
    const columns = (['senderId', 'domain', 'fullRate', 'waitMs', 'code', 'response'] as const).map((name) =>
      heard.map((one) => one[name]),
    );
    await this.db.execute(SLOW, [now, ...columns]);
    this.logger.info({ slowed: heard.map(({ domain, code }) => ({ domain, code })) }, 'asked to send more slowly');
  }

  private async read(): Promise<BySender> {
    const rows = await this.db.query<SlowDown & Record<string, unknown>>(SLOW_DOWNS);
    const bySender = new Map<number, Map<string, SlowDown>>();
    for (const row of rows) {
      const own = bySender.get(row.senderId) ?? new Map<string, SlowDown>();
      bySender.set(row.senderId, own.set(row.domain, row));
    }
    this.last = bySender;
    return bySender;
  }
}

/** When it ends if nothing more is refused and there are mails all the time; never before. */
export function endOf({ rate, fullRate, pausedUntil, changedAt }: SlowDown): Date {
  const stepMs = STEP_S * 1000;
  const first = Math.max(pausedUntil.getTime(), changedAt.getTime() + stepMs);
  // It ends a step after the full rate is reached: that it holds must be seen.
  const steps = Math.max(0, Math.ceil((1 - rate / fullRate) / STEP - 1e-9));
  return new Date(first + steps * stepMs);
}

function keyOf(senderId: number, domain: string): string {
  return `${String(senderId)} ${domain}`;
}

function shown(response: string): string {
  return response.replaceAll('\u0000', '').slice(0, 500);
}
