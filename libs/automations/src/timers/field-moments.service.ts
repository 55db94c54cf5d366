import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM_FIELDS } from '#libs/contacts';
import type { Queryable, Tx } from '#libs/db';
import type { TimedTrigger } from '../consumer/live-automations.js';
import { ContactZones } from '../time/contact-zones.js';
import { removeTimers, writeTimers, type NewTimer, type TriggerKey } from './timer-rows.js';
import type { FieldTiming } from './trigger-timing.js';

type FieldTrigger = TimedTrigger<FieldTiming<Readonly<Record<string, unknown>>>>;

/** A contact and what its field holds. */
interface Dated {
  readonly id: number;
  readonly value: string;
}

/** Works out the moments that a field of a contact determines. */
@Injectable()
export class FieldMoments {
  constructor(@Inject(ContactZones) private readonly zones: ContactZones) {}

  /** The next timer after a moment of each contact that has one. */
  async next(
    on: Queryable,
    { timing, trigger }: FieldTrigger,
    contacts: readonly Dated[],
    afterOf: (contactId: number) => Date,
  ): Promise<Map<number, NewTimer>> {
    const ids = contacts.map(({ id }) => id);
    const zoneOf = await this.zones.named(timing.zone(trigger.params), on, ids);
    const timers = new Map<number, NewTimer>();
    for (const { id, value } of contacts) {
      const moment = timing.next(trigger.params, value, zoneOf(id), afterOf(id));
      if (!moment) continue;
      const { at, once, event } = moment;
      timers.set(id, { contactId: id, subject: '', dueAt: at, once, event, requestId: null });
    }
    return timers;
  }

  /** Writes anew when these contacts are next; who has no date any more has no timer. */
  async renew(tx: Tx, timed: FieldTrigger, contactIds: readonly number[], after: Date): Promise<void> {
    const contacts = await this.read(tx, timed, contactIds);
    const timers = await this.next(tx, timed, contacts, () => after);
    const gone = contactIds.filter((id) => !timers.has(id));
    await removeTimers(
      tx,
      keyOf(timed),
      gone.map((contactId) => ({ contactId, subject: '' })),
    );
    await writeTimers(tx, keyOf(timed), [...timers.values()], { keepLater: false });
  }

  /** What the field holds, for those of the contacts who have it. */
  async read(on: Queryable, { timing, trigger }: FieldTrigger, contactIds: readonly number[]): Promise<Dated[]> {
    const field = timing.field(trigger.params);
    const sql = `SELECT id, value FROM (SELECT id, ${valueOf(field)} AS value FROM contacts
      WHERE id = ANY($2::bigint[])) dated WHERE value IS NOT NULL AND $1::text IS NOT NULL`;
    return on.query<Dated & Record<string, unknown>>(sql, [field, contactIds]);
  }

  /** The next contacts after an id who have the field, in the order of their ids. */
  async page(on: Queryable, { timing, trigger }: FieldTrigger, after: number, limit: number): Promise<Dated[]> {
    const field = timing.field(trigger.params);
    const sql = `SELECT id, value FROM (SELECT id, ${valueOf(field)} AS value FROM contacts WHERE id > $2) dated
      WHERE value IS NOT NULL AND $1::text IS NOT NULL ORDER BY id LIMIT $3`;
    return on.query<Dated & Record<string, unknown>>(sql, [field, after, limit]);
  }
}

/** A column for a system field, whose names are ours, else a member of the document; dates come out as YYYY-MM-DD. */
function valueOf(field: string): string {
  return SYSTEM_FIELDS.some(({ key }) => key === field) ? `${field}::text` : 'fields ->> $1';
}

export function keyOf({ version, digest }: Pick<TimedTrigger, 'version' | 'digest'>): TriggerKey {
  return { automationId: version.automation.id, digest };
}

export function isFieldTrigger(timed: TimedTrigger): timed is FieldTrigger {
  return timed.timing.kind === 'field';
}
