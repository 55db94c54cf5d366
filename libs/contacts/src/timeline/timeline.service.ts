import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { ContactsService } from '../contacts/contacts.service.js';
import {
  CONTACT_OWNERS,
  type ContactOwner,
  type TimelineCursor,
  type TimelineEntry,
} from '../ports/contact-owner.port.js';
import { rankInMoment } from './timeline-page.js';

/** One history out of what every lib keeps about a contact. */
@Injectable()
export class Timeline {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CONTACT_OWNERS) private readonly owners: readonly ContactOwner[],
    @Inject(ContactsService) private readonly contacts: ContactsService,
  ) {}

  /** Newest first, strictly older than the cursor. Throws `contact.not_found`. */
  async read(contactId: number, before: TimelineCursor | null, limit: number): Promise<TimelineEntry[]> {
    await this.contacts.get(contactId);
    const lists = await Promise.all(this.owners.map((owner) => owner.timeline(this.db, contactId, before, limit)));
    return lists.flat().sort(newestFirst).slice(0, limit);
  }
}

function newestFirst(a: TimelineEntry, b: TimelineEntry): number {
  const byTime = b.at.getTime() - a.at.getTime();
  return byTime || rankInMoment(b.id) - rankInMoment(a.id) || b.id - a.id;
}
