import { Inject, Injectable } from '@nestjs/common';
import { addDuration, ContactZones, isWritable } from '#libs/automations';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { AlertMailer } from './alert-mailer.service.js';
import { ALERT_FACTS, type AlertFacts, type AlertKind, type AlertStatus } from './alert-row.js';

/** An alert or a task as the API gives it. */
export interface AlertView {
  readonly id: number;
  readonly contact_id: number;
  readonly contact_email: string | null;
  readonly contact_name: string | null;
  readonly automation_id: number | null;
  readonly automation_name: string | null;
  readonly message: string;
  readonly assigned_to: number | null;
  readonly due_at: Date | null;
  readonly status: AlertStatus;
  readonly claimed_by: number | null;
  readonly claimed_at: Date | null;
  readonly done_at: Date | null;
  readonly next_reminder_at: Date | null;
  readonly reminders: number;
  readonly created_at: Date;
}

export interface AlertFilter {
  readonly limit: number;
  /** Only those with a smaller id: the next page. */
  readonly before: number | null;
  readonly status?: AlertStatus | undefined;
  readonly assignedTo?: number | undefined;
  readonly contactId?: number | undefined;
}

/** Until when an alert rests: a duration from now, or a moment. */
export type Snooze = { readonly for: string } | { readonly until: Date };

const VIEW = `alert.id, contact_id, contacts.email AS contact_email,
  nullif(concat_ws(' ', contacts.first_name, contacts.last_name), '') AS contact_name, automation_id,
  automations.name AS automation_name, message, assigned_to, due_at, alert.status, claimed_by, claimed_at, done_at,
  next_reminder_at, reminders, alert.created_at`;

const SELECT = `
  SELECT ${VIEW} FROM sales_alerts alert LEFT JOIN contacts ON contacts.id = contact_id
    LEFT JOIN automations ON automations.id = automation_id`;

const LIST = `${SELECT}
  WHERE alert.kind = $1 AND ($2::bigint IS NULL OR alert.id < $2) AND ($3::text IS NULL OR alert.status = $3)
    AND ($4::bigint IS NULL OR assigned_to = $4) AND ($5::bigint IS NULL OR contact_id = $5)
  ORDER BY alert.id DESC LIMIT $6`;

const GET = `${SELECT} WHERE alert.kind = $1 AND alert.id = $2`;

// Each change is one conditional statement: of two people who claim at once, one gets it.
const CLAIM = `
  UPDATE sales_alerts SET status = 'claimed', claimed_by = $3, claimed_at = coalesce(claimed_at, $4), assigned_to = $3
  WHERE kind = $1 AND id = $2 AND (status = 'open' OR (status = 'claimed' AND claimed_by = $3))`;
const COMPLETE = `
  UPDATE sales_alerts SET status = 'done', done_at = coalesce(done_at, $3), next_reminder_at = NULL
  WHERE kind = $1 AND id = $2`;
const SNOOZE = `
  UPDATE sales_alerts SET due_at = $3, next_reminder_at = $3 WHERE kind = $1 AND id = $2 AND status <> 'done'`;
const ASSIGN = `
  UPDATE sales_alerts SET assigned_to = $3, status = 'open', claimed_by = NULL, claimed_at = NULL
  WHERE kind = $1 AND id = $2 AND status <> 'done'
  RETURNING ${ALERT_FACTS}`;
const ABLE_USER = `SELECT id FROM users WHERE id = $1 AND disabled_at IS NULL AND role <> 'viewer'`;

/** The sales inbox: alerts and tasks, and what people do with them. */
@Injectable()
export class AlertsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ContactZones) private readonly zones: ContactZones,
    @Inject(AlertMailer) private readonly mailer: AlertMailer,
  ) {}

  /** Newest first. */
  async list(kind: AlertKind, { limit, before, status, assignedTo, contactId }: AlertFilter): Promise<AlertView[]> {
    const params = [kind, before, status ?? null, assignedTo ?? null, contactId ?? null, limit];
    return this.db.query<AlertView & Record<string, unknown>>(LIST, params);
  }

  async get(kind: AlertKind, id: number): Promise<AlertView> {
    const [row] = await this.db.query<AlertView & Record<string, unknown>>(GET, [kind, id]);
    if (!row) throw new DomainError('alert.not_found');
    return row;
  }

  /** Takes it over. Throws `alert.claimed` when somebody else has, `alert.done` when it is done. */
  async claim(kind: AlertKind, id: number, userId: number): Promise<AlertView> {
    await this.requireUser(userId);
    const claimed = await this.db.execute(CLAIM, [kind, id, userId, this.clock.now()]);
    const alert = await this.get(kind, id);
    if (claimed === 0) throw new DomainError(alert.status === 'done' ? 'alert.done' : 'alert.claimed');
    return alert;
  }

  async complete(kind: AlertKind, id: number): Promise<AlertView> {
    await this.db.execute(COMPLETE, [kind, id, this.clock.now()]);
    return this.get(kind, id);
  }

  /** Nobody is reminded before then; it is due then. Throws `request.invalid` for a time that is past. */
  async snooze(kind: AlertKind, id: number, snooze: Snooze): Promise<AlertView> {
    const now = this.clock.now();
    const until = 'until' in snooze ? snooze.until : addDuration(now, snooze.for, await this.zones.organisation());
    if (until <= now) throw invalid([{ path: 'until', message: 'is past' }]);
    // RFC 3339 has years of four digits: what leads beyond is cut off there.
    if ('for' in snooze && !isWritable(snooze.for)) throw invalid([{ path: 'for', message: 'is too far ahead' }]);
    const changed = await this.db.execute(SNOOZE, [kind, id, until]);
    return this.changedOrDone(kind, id, changed);
  }

  /** Hands it to somebody, who is told unless it is the one who does it. */
  async assign(kind: AlertKind, id: number, userId: number, by: number | null): Promise<AlertView> {
    await this.requireUser(userId);
    const changed = await this.db.transaction(async (tx) => this.assignIn(tx, kind, id, { userId, by }));
    return this.changedOrDone(kind, id, changed);
  }

  private async assignIn(
    tx: Tx,
    kind: AlertKind,
    id: number,
    { userId, by }: { userId: number; by: number | null },
  ): Promise<number> {
    const rows = await tx.query<AlertFacts & Record<string, unknown>>(ASSIGN, [kind, id, userId]);
    const occasion = `assigned ${String(this.clock.now().getTime())}`;
    if (by !== userId) await this.mailer.tell(tx, rows, () => ({ occasion, prefix: 'For you: ' }));
    return rows.length;
  }

  private async changedOrDone(kind: AlertKind, id: number, changed: number): Promise<AlertView> {
    const alert = await this.get(kind, id);
    if (changed === 0) throw new DomainError('alert.done');
    return alert;
  }

  private async requireUser(userId: number): Promise<void> {
    const [user] = await this.db.query<{ id: number }>(ABLE_USER, [userId]);
    if (!user) throw new DomainError('alert.nobody');
  }
}
