import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import type { Queryable } from '#libs/db';
import { isTimeZone } from '#libs/kernel';

const ZONES = `SELECT id, time_zone AS zone FROM contacts WHERE id = ANY($1::bigint[]) AND time_zone IS NOT NULL`;

/** The time zones in which contacts live. */
@Injectable()
export class ContactZones {
  constructor(@Inject(OrganisationSettings) private readonly settings: OrganisationSettings) {}

  /** A contact's own zone when it is known and the runtime knows it, else the organisation's. */
  async load(on: Queryable, contactIds: readonly number[]): Promise<(contactId: number) => string> {
    const fallback = await this.organisation();
    if (contactIds.length === 0) return () => fallback;
    const rows = await on.query<{ id: number; zone: string }>(ZONES, [contactIds]);
    const known = new Map(rows.filter((row) => isTimeZone(row.zone)).map((row) => [row.id, row.zone]));
    return (contactId) => known.get(contactId) ?? fallback;
  }

  /** The zone that `contact`, `organisation` or a zone's name means for each contact. */
  async named(name: string, on: Queryable, contactIds: readonly number[]): Promise<(contactId: number) => string> {
    if (name === 'contact') return this.load(on, contactIds);
    const fixed = name === 'organisation' ? await this.organisation() : name;
    return () => fixed;
  }

  async organisation(): Promise<string> {
    return (await this.settings.get()).time_zone;
  }
}
