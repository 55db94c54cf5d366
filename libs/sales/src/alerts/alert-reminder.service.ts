import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { addDuration, ContactZones } from '#libs/automations';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { AlertMailer } from './alert-mailer.service.js';
import { ALERT_FACTS, type AlertFacts } from './alert-row.js';

const BATCH = 200;
const SWEEP_MS = 5_000;

interface DueReminder extends AlertFacts {
  readonly remindEvery: string | null;
  readonly reminders: number;
}

const ANY_DUE = `
  SELECT EXISTS (SELECT FROM sales_alerts WHERE status <> 'done' AND next_reminder_at <= $1) AS any`;

// The row's lock for the transaction that also writes the mail: two processes never remind twice.
const TAKE = `
  SELECT ${ALERT_FACTS}, remind_every AS "remindEvery", reminders FROM sales_alerts
  WHERE status <> 'done' AND next_reminder_at <= $1
  ORDER BY next_reminder_at LIMIT ${String(BATCH)} FOR UPDATE SKIP LOCKED`;

const WRITE = `
  UPDATE sales_alerts SET reminders = reminders + 1, next_reminder_at = next.at
  FROM unnest($1::bigint[], $2::timestamptz[]) AS next (alert_id, at) WHERE id = next.alert_id`;

/** Reminds of alerts and tasks until they are done. */
@Injectable()
export class AlertReminder implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ContactZones) private readonly zones: ContactZones,
    @Inject(AlertMailer) private readonly mailer: AlertMailer,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'sales.remind', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** Writes every reminder that is due. Resolves with how many. */
  async remindDue(): Promise<number> {
    let total = 0;
    for (let count = BATCH; count === BATCH; total += count) count = await this.remindBatch();
    return total;
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const [row] = await this.db.query<{ any: boolean }>(ANY_DUE, [this.clock.now()]);
    return row?.any ? [{}] : [];
  }

  /** The next time counts from now: after an outage one reminder goes, not one for each that was missed. */
  private async remindBatch(): Promise<number> {
    const now = this.clock.now();
    const zone = await this.zones.organisation();
    return this.db.transaction(async (tx) => {
      const due = await tx.query<DueReminder & Record<string, unknown>>(TAKE, [now]);
      const next = due.map(({ remindEvery }) => (remindEvery === null ? null : addDuration(now, remindEvery, zone)));
      await tx.execute(WRITE, [due.map(({ id }) => id), next]);
      const counts = new Map(due.map(({ id, reminders }) => [id, reminders + 1]));
      await this.mailer.tell(tx, due, ({ id }) => ({
        occasion: `reminder ${String(counts.get(id))}`,
        prefix: 'Reminder: ',
      }));
      return due.length;
    });
  }
}
