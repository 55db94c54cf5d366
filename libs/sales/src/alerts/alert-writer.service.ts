import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { AlertMailer } from './alert-mailer.service.js';
import { ALERT_FACTS, type AlertFacts, type NewAlert } from './alert-row.js';

const WRITE = `
  INSERT INTO sales_alerts (kind, contact_id, automation_id, occurrence, message, assigned_to, due_at, remind_every,
    next_reminder_at, created_at)
  SELECT kind, contact_id, automation_id, occurrence, message, assigned_to, due_at, remind_every, next_reminder_at, $10
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[],
    $8::text[], $9::timestamptz[]) AS new (kind, contact_id, automation_id, occurrence, message, assigned_to, due_at,
    remind_every, next_reminder_at)
  ON CONFLICT DO NOTHING
  RETURNING ${ALERT_FACTS}`;

/** Writes alerts and tasks, and the mails about new alerts, in the caller's transaction. */
@Injectable()
export class AlertWriter {
  constructor(@Inject(AlertMailer) private readonly mailer: AlertMailer) {}

  /** Those that exist are left as they are, and nobody is told again. A task tells by its reminders alone. */
  async write(tx: Tx, alerts: readonly NewAlert[], now: Date): Promise<void> {
    const column = (pick: (alert: NewAlert) => unknown): unknown[] => alerts.map(pick);
    const written = await tx.query<AlertFacts & Record<string, unknown>>(WRITE, [
      column(({ kind }) => kind),
      column(({ contactId }) => contactId),
      column(({ automationId }) => automationId),
      column(({ occurrence }) => occurrence),
      column(({ message }) => message),
      column(({ assignedTo }) => assignedTo),
      column(({ dueAt }) => dueAt),
      column(({ remindEvery }) => remindEvery),
      column(({ nextReminderAt }) => nextReminderAt),
      now,
    ]);
    if (alerts[0]?.kind === 'task') return;
    await this.mailer.tell(tx, written, () => ({ occasion: 'new', prefix: '' }));
  }
}
