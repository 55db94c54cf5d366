import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import type { ContactView } from '../contacts/contact-view.js';
import { FieldCatalogue } from '../fields/field-catalogue.js';
import { ContactsQuery } from '../list/contacts.query.js';
import { type ContactColumns, csvHeader, csvLineOf } from './contact-csv.js';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;

export interface ContactExportRequest {
  readonly format: (typeof EXPORT_FORMATS)[number];
  /** Id or slug; everybody when it is left out. */
  readonly segment?: string | undefined;
  /** Called after each page with the number of contacts so far. */
  readonly onProgress?: ((contacts: number) => void) | undefined;
}

/** Contacts held at once: some 4 MB with long fields. */
const PAGE = 2_000;
const TOPICS = `SELECT slug FROM topics ORDER BY id`;

/** Contacts with all that is known of them, to be kept elsewhere. */
@Injectable()
export class ContactExport {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(ContactsQuery) private readonly contacts: ContactsQuery,
  ) {}

  /**
   * In pieces, oldest contact first. Pages by id and no long transaction: each contact is whole, and comes once; one
   * that changes meanwhile comes as it is when its page is read. Throws 422 for a segment that there is not.
   */
  async *stream({ format, segment, onProgress }: ContactExportRequest): AsyncGenerator<string> {
    const columns = await this.columns();
    const write = format === 'csv' ? (contact: ContactView) => csvLineOf(contact, columns) : ndjsonLine;
    if (format === 'csv') yield csvHeader(columns);
    let written = 0;
    for await (const page of this.pages(segment)) {
      yield page.map(write).join('');
      written += page.length;
      onProgress?.(written);
    }
  }

  private async columns(): Promise<ContactColumns> {
    const [fields, topics] = await Promise.all([this.catalogue.load(), this.db.query<{ slug: string }>(TOPICS)]);
    return { fields: fields.all, topics: topics.map(({ slug }) => slug) };
  }

  private async *pages(segment: string | undefined): AsyncGenerator<readonly ContactView[]> {
    let after: readonly number[] | null = null;
    for (;;) {
      const rows = await this.contacts.list({ segment, sort: 'id', after, limit: PAGE });
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map(({ contact }) => contact);
      after = [last.contact.id];
    }
  }
}

function ndjsonLine(contact: ContactView): string {
  return `${JSON.stringify(contact)}\n`;
}
