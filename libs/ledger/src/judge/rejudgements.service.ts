import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Actor, AuditLog } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError, Shutdown } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import { HitJudge } from './hit-judge.service.js';
import { endOfSlice, type JudgedMail } from './judge-mails.js';
import { HOURS, MAILS_BETWEEN } from './judge-statements.js';

const HOUR_MS = 3_600_000;
const SWEEP_MS = 10_000;
const TURN_MS = 3_000;

/** How far a look at what is stored has come. */
export interface Rejudgement {
  readonly id: number;
  /** Null for all there is. */
  readonly since: Date | null;
  /** 0 to 1; null until it is known how much there is. */
  readonly progress: number | null;
  /** Mails whose opens and clicks were looked at; one counts in each stretch of time in which it has some. */
  readonly mails: number;
  /** Opens and clicks that are held to be of the other kind now. */
  readonly turned: number;
  readonly createdAt: Date;
  /** Null while it is under way. */
  readonly finishedAt: Date | null;
}

const SHOWN = `id, since, mails, turned, created_at AS "createdAt", finished_at AS "finishedAt",
  CASE WHEN finished_at IS NOT NULL THEN 1 WHEN hours > 0 THEN
    (hours_done + coalesce(extract(epoch FROM slice_from - hour) / 3600, 0))::float8 / hours END AS progress`;

const BEGIN = `
  INSERT INTO rejudgements (since, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING ${SHOWN}`;

const LATEST = `SELECT ${SHOWN} FROM rejudgements ORDER BY id DESC LIMIT 1`;
const ANY_OPEN = 'SELECT EXISTS (SELECT FROM rejudgements WHERE finished_at IS NULL) AS due';

const TAKE_OPEN =
  'SELECT id, since, hour, slice_from AS "sliceFrom" FROM rejudgements WHERE finished_at IS NULL FOR UPDATE SKIP LOCKED';

const GO_ON = `
  UPDATE rejudgements SET hour = $2, slice_from = $3, hours = coalesce(hours, $4), mails = mails + $5, turned = turned + $6,
    hours_done = hours_done + $7, finished_at = $8
  WHERE id = $1`;

interface Open extends Record<string, unknown> {
  readonly id: number;
  readonly since: Date | null;
  readonly hour: Date | null;
  /** Within the hour under way; null at its begin. */
  readonly sliceFrom: Date | null;
}

type Row = Rejudgement & Record<string, unknown>;

/**
 * Judges what is stored by the rules of today, hour by hour and in a busy one slice by slice, one look at a time. Each slice
 * is a transaction of its own: whoever is ended goes on there, and of two workers one waits for nothing.
 */
@Injectable()
export class Rejudgements implements OnModuleInit {
  /** The hours with opens or clicks that a look is to go through: to find them is a look through all. */
  private known: { readonly id: number; readonly hours: readonly Date[] } | undefined;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(HitJudge) private readonly hits: HitJudge,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Shutdown) private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      job: 'tracking.rejudge',
      everyMs: SWEEP_MS,
      findDue: async () => {
        const [row] = await this.db.query<{ due: boolean }>(ANY_OPEN);
        return row?.due ? [{}] : [];
      },
    });
  }

  /** `by` is null for the operator at the command line. Throws `tracking.rejudging` while one is under way. */
  async start(since: Date | null, by: Actor | null): Promise<Rejudgement> {
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query<Row>(BEGIN, [since, this.clock.now()]);
      if (!row) throw new DomainError('tracking.rejudging');
      await this.audit.write(tx, by, 'tracking.rejudged', { kind: 'rejudgement', id: row.id }, { since });
      tx.afterCommit(() => {
        this.signals.signal('tracking.rejudge', {});
      });
      return row;
    });
  }

  /** The last one; null when there was none. */
  async latest(): Promise<Rejudgement | null> {
    const [row] = await this.db.query<Row>(LATEST);
    return row ?? null;
  }

  /** Works for a while; other jobs of the queue have their turn before it goes on. */
  async run(): Promise<void> {
    const end = performance.now() + TURN_MS;
    let more = true;
    while (more && !this.shutdown.requested && performance.now() < end) {
      more = await this.db.transaction((tx) => this.step(tx));
    }
    if (more) this.signals.signal('tracking.rejudge', {});
  }

  /** One slice; false when nothing is left to do, or somebody else does it. */
  private async step(tx: Tx): Promise<boolean> {
    const [open] = await tx.query<Open>(TAKE_OPEN);
    if (!open) return false;
    const hours = await this.hoursOf(tx, open);
    const hour = open.hour ?? hours[0];
    if (!hour) {
      await tx.execute(GO_ON, [open.id, null, null, 0, 0, 0, 0, this.clock.now()]);
      return true;
    }
    const hourEnd = new Date(hour.getTime() + HOUR_MS);
    const from = open.sliceFrom ?? hour;
    const sliceEnd = await endOfSlice(tx, from, hourEnd);
    const to = sliceEnd ?? hourEnd;
    const mails = await tx.query<JudgedMail & Record<string, unknown>>(MAILS_BETWEEN, [from, to]);
    const turned = mails.length > 0 ? await this.hits.judge(tx, mails, from, to, false) : 0;
    const next = sliceEnd ? hour : hours.find((one) => one > hour);
    await tx.execute(GO_ON, [
      ...[open.id, next ?? null, sliceEnd, hours.length],
      ...[mails.length, turned, sliceEnd ? 0 : 1, next ? null : this.clock.now()],
    ]);
    return true;
  }

  private async hoursOf(tx: Tx, { id, since }: Open): Promise<readonly Date[]> {
    if (this.known?.id !== id) {
      const rows = await tx.query<{ hour: Date }>(HOURS, [since ?? new Date(0)]);
      this.known = { id, hours: rows.map(({ hour }) => hour) };
    }
    return this.known.hours;
  }
}
