import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings, type Organisation } from '#libs/accounts';
import { readContacts, type ContactView } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Config } from '#libs/kernel';
import { Ledger, type NewMessage } from '#libs/ledger';
import type { AlertFacts } from './alert-row.js';

/** Why a mail is written; with the recipient it makes the mail unique. */
export interface Notice {
  /** `new`, `reminder 3`, `assigned 7`. */
  readonly occasion: string;
  /** Stands before the message in the subject. */
  readonly prefix: string;
}

interface Person {
  readonly id: number;
  readonly email: string;
}

const PEOPLE = `
  SELECT id, email FROM users WHERE disabled_at IS NULL AND (id = ANY($1::bigint[]) OR ($2 AND role = 'administrator'))`;
const ADMINISTRATORS = `SELECT id FROM users WHERE disabled_at IS NULL AND role = 'administrator'`;

const SUBJECT_LENGTH = 150;

/** Tells people about alerts by mail, through the ledger like every mail. */
@Injectable()
export class AlertMailer {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(Config) private readonly config: Config,
  ) {}

  /** One mail to the person in charge, or one to each administrator where nobody is. */
  async tell(tx: Tx, alerts: readonly AlertFacts[], noticeOf: (alert: AlertFacts) => Notice): Promise<void> {
    if (alerts.length === 0) return;
    const assigned = alerts.map(({ assignedTo }) => assignedTo).filter((userId) => userId !== null);
    const people = await tx.query<Person & Record<string, unknown>>(PEOPLE, [assigned, true]);
    const administrators = await tx.query<{ id: number }>(ADMINISTRATORS);
    const byId = new Map(people.map((person) => [person.id, person]));
    const contacts = new Map(
      (
        await readContacts(
          tx,
          alerts.map((a) => a.contactId),
        )
      ).map((c) => [c.id, c]),
    );
    const organisation = await this.settings.get();
    const mails = alerts.flatMap((alert) => {
      const person = alert.assignedTo === null ? undefined : byId.get(alert.assignedTo);
      const recipients = person ? [person] : administrators.flatMap(({ id }) => byId.get(id) ?? []);
      const data = this.compose(alert, noticeOf(alert), contacts.get(alert.contactId), organisation);
      return recipients.map((recipient) => toMessage(alert, noticeOf(alert), recipient, data));
    });
    await this.ledger.write(tx, mails);
  }

  private compose(
    alert: AlertFacts,
    { prefix }: Notice,
    contact: ContactView | undefined,
    organisation: Organisation,
  ): Readonly<Record<string, unknown>> {
    const line = alert.message.replaceAll(/\s+/g, ' ').trim();
    const when = alert.dueAt && formatTime(alert.dueAt, organisation);
    const text = [
      alert.message,
      '',
      ...(contact ? describe(contact) : []),
      ...(when ? [`Due: ${when}`] : []),
      '',
      `Contact: ${this.config.publicUrl}/audience/${String(alert.contactId)}`,
      `Sales inbox: ${this.config.publicUrl}/sales`,
    ];
    return { subject: `${prefix}${line}`.slice(0, SUBJECT_LENGTH), text: text.join('\n') };
  }
}

function describe(contact: ContactView): string[] {
  const name = [contact['first_name'], contact['last_name']].filter((part) => typeof part === 'string').join(' ');
  const facts = [name, contact.email, contact['phone'], contact['company']];
  return [facts.filter((fact) => typeof fact === 'string' && fact !== '').join(' · ')];
}

function formatTime(at: Date, { locale, time_zone: timeZone }: Organisation): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
}

function toMessage(
  alert: AlertFacts,
  { occasion }: Notice,
  { id, email }: Person,
  data: Readonly<Record<string, unknown>>,
): NewMessage {
  return {
    contactId: alert.contactId,
    source: { kind: 'sales', id: alert.id },
    occurrence: `${occasion}:user ${String(id)}`,
    class: 'internal',
    recipient: { kind: 'user', id, address: email },
    senderId: alert.senderId,
    data,
    priority: 0,
  };
}
