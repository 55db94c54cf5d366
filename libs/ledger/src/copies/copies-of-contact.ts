import type { Database, Tx } from '#libs/db';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const expand = promisify(gunzip);

const OF_CONTACT = `
  SELECT copy.message_id, copy.kept_at, copy.envelope_from, copy.envelope_to, copy.raw
  FROM message_copies copy JOIN messages message ON message.id = copy.message_id
  WHERE message.contact_id = $1 ORDER BY copy.message_id`;

const FORGET = `
  DELETE FROM message_copies USING messages
  WHERE messages.id = message_copies.message_id AND messages.contact_id = $1`;

interface CopyRow extends Record<string, unknown> {
  readonly raw: Buffer;
}

/** The copies of all mails about a contact, the mails as text. */
export async function exportCopies(db: Database, contactId: number): Promise<Record<string, unknown>[]> {
  const rows = await db.query<CopyRow>(OF_CONTACT, [contactId]);
  return Promise.all(rows.map(async ({ raw, ...facts }) => ({ ...facts, raw: (await expand(raw)).toString('utf8') })));
}

/** Call while the contact is locked: a sender at work waits for it, and then keeps nothing. */
export async function eraseCopies(tx: Tx, contactId: number): Promise<void> {
  await tx.execute(FORGET, [contactId]);
}
