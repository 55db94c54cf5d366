import { Injectable } from '@nestjs/common';
import { type ContactMerge, type ContactOwner, giveRows, moveRows } from '#libs/contacts';
import type { Database, Tx } from '#libs/db';

const EXPORT = `
  SELECT id, received_at, source, kind, reason, status, diagnostic, address, subject, message_id, effect,
    effect_address
  FROM returned_mails WHERE contact_id = $1 ORDER BY id`;

// Counts stay, the person goes.
const ERASE = `
  UPDATE returned_mails SET diagnostic = NULL, address = NULL, effect_address = NULL, from_header = NULL, subject = NULL, raw = NULL
  WHERE contact_id = $1`;

/** What came back about a contact. Its events stand on the timeline by way of the ledger. */
@Injectable()
export class ReturnsContactOwner implements ContactOwner {
  readonly key = 'returned_mails';

  timeline(): Promise<[]> {
    return Promise.resolve([]);
  }

  async export(db: Database, contactId: number): Promise<Record<string, unknown>> {
    return { returned_mails: await db.query(EXPORT, [contactId]) };
  }

  async erase(tx: Tx, contactId: number): Promise<void> {
    await tx.execute(ERASE, [contactId]);
  }

  async merge(tx: Tx, merge: ContactMerge): Promise<void> {
    await moveRows(tx, merge, 'returned_mails');
  }

  async unmerge(tx: Tx, merge: ContactMerge): Promise<void> {
    await giveRows(tx, merge, 'returned_mails');
  }
}
