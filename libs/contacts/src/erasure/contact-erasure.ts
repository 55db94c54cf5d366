import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { CHANGE_SHARDS } from '../changes/append-changes.js';
import { ContactsService } from '../contacts/contacts.service.js';
import { missingContact } from '../merge/merged-contacts.js';
import { CONTACT_OWNERS, type ContactOwner } from '../ports/contact-owner.port.js';
import { SuppressionsService } from '../suppressions/suppressions.service.js';

// A router that is at work on the contact would write after its owners have erased: it ends first, and the next one waits.
// Taken before the contact itself, which the router may need.
const LEASE = `SELECT FROM change_shards WHERE shard = mod($1::bigint, ${String(CHANGE_SHARDS)}) FOR UPDATE`;
const LOCK = `SELECT id FROM contacts WHERE id = $1 FOR UPDATE`;
// What was left under the ids of contacts that were merged into this one.
const MERGED = `SELECT merged_id AS id FROM contact_merges WHERE into_id = $1 AND undone_at IS NULL`;
const EMAILS = `SELECT value FROM contact_identities WHERE contact_id = $1 AND kind = 'email'`;

/** Takes a contact out, with what every lib keeps about it, or hands all of it over. */
@Injectable()
export class ContactErasure {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CONTACT_OWNERS) private readonly owners: readonly ContactOwner[],
    @Inject(ContactsService) private readonly contacts: ContactsService,
    @Inject(SuppressionsService) private readonly suppressions: SuppressionsService,
  ) {}

  /** Everything kept about the contact, by owner. Throws `contact.not_found`. */
  async export(contactId: number): Promise<Record<string, unknown>> {
    await this.contacts.get(contactId);
    const parts = await Promise.all(this.owners.map((owner) => owner.export(this.db, contactId)));
    return Object.assign({}, ...parts) as Record<string, unknown>;
  }

  /** Removes the contact and its history. The same address may come back. Throws `contact.not_found`. */
  async delete(contactId: number): Promise<void> {
    await this.db.transaction((tx) => this.remove(tx, contactId));
  }

  /**
   * The right to be forgotten: removes everything, and keeps the addresses on the suppression list alone, so that a
   * later import does not mail the person again.
   */
  async erase(contactId: number): Promise<void> {
    await this.db.transaction(async (tx) => {
      const emails = await tx.query<{ value: string }>(EMAILS, [contactId]);
      await this.remove(tx, contactId);
      await this.suppressions.add(
        tx,
        emails.map(({ value }) => value),
        'erased',
        null,
      );
    });
  }

  /** This lib's own owner removes the contact itself, so it has to be the last. */
  private async remove(tx: Tx, contactId: number): Promise<void> {
    await tx.query(LEASE, [contactId]);
    const found = await tx.execute(LOCK, [contactId]);
    if (found === 0) throw await missingContact(tx, contactId);
    const merged = await tx.query<{ id: number }>(MERGED, [contactId]);
    for (const id of [...merged.map((row) => row.id), contactId]) {
      for (const owner of this.owners.filter(({ key }) => key !== 'contacts')) await owner.erase(tx, id);
    }
    for (const id of [...merged.map((row) => row.id), contactId]) {
      for (const owner of this.owners.filter(({ key }) => key === 'contacts')) await owner.erase(tx, id);
    }
  }
}
