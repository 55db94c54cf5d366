import { setTimeout as pause } from 'node:timers/promises';
import { MessageEvents } from '#libs/ledger';
import { SenderService } from '#libs/delivery';
import type { AppliedRecipe } from '#libs/recipes';
import { AlertReminder } from '#libs/sales';
import { SegmentRefresh } from '#libs/segments';
import { startMailSink, type MailSink } from '../support/mail-sink.js';
import { AutomationLab, DAY_MS, HOUR_MS } from './automation-lab.js';

interface Person {
  readonly id: number;
  readonly email: string;
}

const DYNAMIC = `SELECT id FROM segments WHERE kind = 'dynamic' AND archived_at IS NULL ORDER BY id`;
const LATEST_MAIL = `
  SELECT id FROM messages WHERE contact_id = $1 AND source_kind = 'automation' AND state = 'sent' ORDER BY id DESC LIMIT 1`;
const UNDER_WAY = `
  SELECT FROM messages WHERE state IN ('claimed', 'sending') OR state IN ('pending', 'deferred') AND due_at <= $1 LIMIT 1`;
// PostgreSQL stamps mails with its own time, which nobody moves.
const STAMP = `UPDATE messages SET sent_at = $1 WHERE state = 'sent' AND sent_at <= now()`;
const MEMBERS = 'SELECT contact_id AS id FROM segment_members WHERE segment_id = $1 ORDER BY contact_id';

/** A business with readers, a real mail server, and recipes that run; time is moved. */
export class RecipeLab {
  private people = 0;

  private constructor(
    readonly lab: AutomationLab,
    readonly sink: MailSink,
  ) {}

  static async open(env: NodeJS.ProcessEnv = {}): Promise<RecipeLab> {
    const sink = await startMailSink();
    const lab = await AutomationLab.open({ SMTP_URL: sink.url, ...env });
    await lab.call('POST', '/senders', { name: 'Shop', email: 'hello@shop.example', postal_address: '1 Main Street' });
    await lab.call('POST', '/topics', { name: 'Offers', slug: 'offers' });
    return new RecipeLab(lab, sink);
  }

  async close(): Promise<void> {
    await this.lab.api.app.get(SenderService, { strict: false }).stop();
    await this.lab.close();
    await this.sink.stop();
  }

  /** Ten o'clock tomorrow: nothing waits for the end of the night. */
  private toMorning(): void {
    const now = this.lab.clock.now();
    const morning = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 10);
    this.lab.clock.advance(morning - now.getTime());
  }

  /**
   * Applies a recipe as one click would, but for the answers given, and publishes it, in the morning. What ran before is
   * archived.
   */
  async start(key: string, params: Record<string, unknown> = {}): Promise<AppliedRecipe> {
    this.toMorning();
    await this.lab.db.execute(`UPDATE automations SET status = 'archived' WHERE status = 'live'`);
    const applied = await this.lab.call<AppliedRecipe>('POST', `/recipes/${key}/apply`, { params });
    await this.refreshSegments();
    await this.lab.call('POST', `/automations/${String(applied.automation.id)}/publish`);
    return applied;
  }

  /** Somebody who wants mails about everything. */
  async person(more: Record<string, unknown> = {}): Promise<Person> {
    this.people += 1;
    const email = `p${String(this.people)}@reader.example`;
    const consents = { newsletter: 'subscribed', offers: 'subscribed' };
    const { id } = await this.lab.call<{ id: number }>('POST', '/contacts', { email, consents, ...more });
    return { id, email };
  }

  /** Events now, or so long ago. */
  async does({ id }: Person, name: string, properties: Record<string, unknown> = {}, more = {}): Promise<void> {
    await this.lab.event(id, name, properties, { occurred_at: this.lab.clock.now().toISOString(), ...more });
    await this.work();
  }

  async did({ id }: Person, name: string, days: number, more: Record<string, unknown> = {}): Promise<void> {
    const at = new Date(this.lab.clock.now().getTime() - days * DAY_MS).toISOString();
    await this.lab.event(id, name, {}, { occurred_at: at, ...more });
  }

  /** Clicks in the last mail; it is judged human a moment later. */
  async clicks({ id }: Person): Promise<void> {
    const [mail] = await this.lab.db.query<{ id: number }>(LATEST_MAIL, [id]);
    if (!mail) throw new Error('There is no mail to click in');
    const at = this.lab.clock.now();
    const events = this.lab.api.app.get(MessageEvents, { strict: false });
    await events.record([{ messageId: mail.id, contactId: id, kind: 'clicked', at, machine: false }]);
    await this.pass(2 * 60_000);
  }

  /** Lets time pass in days (or parts), then does all that is due. */
  async days(count: number): Promise<void> {
    await this.pass(count * DAY_MS);
  }

  async hours(count: number): Promise<void> {
    await this.pass(count * HOUR_MS);
  }

  /** Some minutes past an instant ahead. */
  async until(at: string): Promise<void> {
    await this.pass(Date.parse(at) - this.lab.clock.now().getTime() + 5 * 60_000);
  }

  /** The day so many days from now, as a date. */
  dayIn(days: number): string {
    return new Date(this.lab.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  }

  async pass(ms: number): Promise<void> {
    this.lab.clock.advance(ms);
    await this.refreshSegments();
    await this.work();
  }

  async refreshSegments(): Promise<void> {
    const refresh = this.lab.api.app.get(SegmentRefresh, { strict: false });
    for (const { id } of await this.lab.db.query<{ id: number }>(DYNAMIC)) await refresh.refresh(id);
  }

  /** The worker's part: changes, timers, steps, reminders of sales, mails. */
  async work(): Promise<void> {
    await this.lab.settle();
    await this.lab.api.app.get(AlertReminder, { strict: false }).remindDue();
    await this.deliver();
    await this.lab.settle();
  }

  /** Sends all that is due; drain alone does not wait for answers. */
  private async deliver(): Promise<void> {
    do {
      await this.lab.api.app.get(SenderService, { strict: false }).drain();
      await pause(5);
    } while ((await this.lab.db.query(UNDER_WAY, [this.lab.clock.now()])).length > 0);
    await this.lab.db.execute(STAMP, [this.lab.clock.now()]);
  }

  /** Subjects of the mails that have arrived at the person's address, in their order. */
  mails({ email }: Person): string[] {
    return this.sink.mails.filter(({ to }) => to === email).map(({ subject }) => subject);
  }

  tags({ id }: Person): Promise<string[]> {
    return this.lab.tags(id);
  }

  async members(segment: number): Promise<number[]> {
    return (await this.lab.db.query<{ id: number }>(MEMBERS, [segment])).map(({ id }) => id);
  }

  /** How the person's last run ended, or `active`. */
  async state({ automation }: AppliedRecipe, { id }: Person): Promise<string | null> {
    const runs = (await this.lab.enrolments(automation.id)).filter((run) => run.contact_id === id);
    const last = runs.at(-1);
    return last ? (last.state === 'exited' ? `exited: ${String(last.exit_reason)}` : last.state) : null;
  }
}
