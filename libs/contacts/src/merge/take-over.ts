import type { Tx } from '#libs/db';
import { readContacts } from '../contacts/contact-view.js';
import type { ContactMerge } from '../ports/contact-owner.port.js';
import { takeMissing } from './filled-values.js';
import { mergeConsents } from './merge-consents.js';
import { mergeTags } from './merge-tags.js';
import { moveRows, noteRows } from './moved-rows.js';
import { fillValues } from './write-values.js';

const IDENTITIES = `
  WITH moved AS (
    UPDATE contact_identities SET contact_id = $2 WHERE contact_id = $1 RETURNING kind, value, contact_id
  ) ${noteRows('identities', 'moved', '$3')}`;

// Whatever still refers to it goes with it; by now that is what has been noted.
const REMOVE = `DELETE FROM contacts WHERE id = $1`;

const NOTE = `UPDATE contact_merges SET taken = $2 WHERE id = $1`;

const ACTOR = `SELECT actor FROM contact_merges WHERE id = $1`;

/**
 * This lib's part of a merge, the last one: identities become aliases of the kept contact, notes move, tags are united,
 * missing values filled, of consents the stricter stands, and the merged contact's row goes.
 */
export async function takeOver(tx: Tx, merge: ContactMerge): Promise<void> {
  const { id, keptId, mergedId, at } = merge;
  const [kept, merged] = await readBoth(tx, merge);
  const [by] = await tx.query<{ actor: string }>(ACTOR, [id]);
  await tx.execute(IDENTITIES, [mergedId, keptId, id]);
  await moveRows(tx, merge, 'contact_notes');
  await moveRows(tx, merge, 'change_failures');
  await mergeTags(tx, merge);
  const overruled = await mergeConsents(tx, merge, by?.actor ?? 'system');
  await tx.execute(REMOVE, [mergedId]);
  const taken = takeMissing(kept, merged);
  await fillValues(tx, keptId, taken, at);
  await tx.execute(NOTE, [id, JSON.stringify({ ...taken, overruled })]);
}

async function readBoth(tx: Tx, { keptId, mergedId }: ContactMerge) {
  const contacts = await readContacts(tx, [keptId, mergedId]);
  const [kept, merged] = [keptId, mergedId].map((id) => contacts.find((contact) => contact.id === id));
  if (!kept || !merged) throw new Error('Both contacts of a merge are locked and exist');
  return [kept, merged] as const;
}
