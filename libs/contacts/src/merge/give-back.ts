import type { Tx } from '#libs/db';
import { appendChanges } from '../changes/append-changes.js';
import { type ContactView, readContacts } from '../contacts/contact-view.js';
import type { ContactMerge, Undoing } from '../ports/contact-owner.port.js';
import type { TakenValues } from './filled-values.js';
import { giveConsents } from './merge-consents.js';
import { giveTags } from './merge-tags.js';
import { giveRows } from './moved-rows.js';
import { emptyValues } from './write-values.js';

const TAKEN = `SELECT taken FROM contact_merges WHERE id = $1`;

// As it was, but for users and fields that are gone since.
const RESTORE = `
  INSERT INTO contacts OVERRIDING SYSTEM VALUE
  SELECT restored.* FROM contact_merges, jsonb_populate_record(NULL::contacts, contact || jsonb_build_object(
    'owner', (SELECT users.id FROM users WHERE users.id = (contact->>'owner')::bigint),
    'fields', (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(contact->'fields')
      WHERE key IN (SELECT fields.key FROM fields)),
    'updated_at', $2::timestamptz)) restored
  WHERE contact_merges.id = $1`;

const NOTED_IDENTITIES = `
  (SELECT identity.kind, identity.value FROM contact_merge_parts,
    jsonb_to_recordset(rows) AS identity (kind text, value text) WHERE merge_id = $2 AND part = 'identities')`;

const GIVE_IDENTITIES = `
  UPDATE contact_identities SET contact_id = $1 FROM ${NOTED_IDENTITIES} noted
  WHERE contact_identities.kind = noted.kind AND contact_identities.value = noted.value AND contact_id = $3`;

// Taken off the kept contact since, and nobody's now: it is the merged one's again.
const MAKE_IDENTITIES = `
  INSERT INTO contact_identities (kind, value, contact_id)
  SELECT kind, value, $1::bigint FROM ${NOTED_IDENTITIES} noted ORDER BY kind, value
  ON CONFLICT (kind, value) DO NOTHING`;

const LOST_IDENTITIES = `
  SELECT noted.kind, noted.value FROM ${NOTED_IDENTITIES} noted
  JOIN contact_identities identity ON identity.kind = noted.kind AND identity.value = noted.value
  WHERE identity.contact_id <> $1`;

// An address that is somebody else's by now is not the contact's any more.
const OWN_IDENTITIES = `
  UPDATE contacts SET
    email = (SELECT value FROM contact_identities WHERE contact_id = $1 AND kind = 'email' AND value = email),
    external_id = (SELECT value FROM contact_identities
      WHERE contact_id = $1 AND kind = 'external_id' AND value = external_id)
  WHERE id = $1`;

interface Taken extends TakenValues {
  readonly overruled: readonly string[];
}

/**
 * This lib's part of undoing a merge, the first one. Values that the kept contact took go again where they are still
 * the same.
 */
export async function giveBack(tx: Tx, merge: ContactMerge, by: Undoing): Promise<void> {
  const { id, keptId, mergedId } = merge;
  const [row] = await tx.query<{ taken: Taken }>(TAKEN, [id]);
  const [kept] = await readContacts(tx, [keptId]);
  if (!row || !kept) throw new Error('A merge that is undone has its record and its kept contact');
  await tx.execute(RESTORE, [id, by.now]);
  await tx.execute(GIVE_IDENTITIES, [mergedId, id, keptId]);
  await tx.execute(MAKE_IDENTITIES, [mergedId, id]);
  await tx.execute(OWN_IDENTITIES, [mergedId]);
  await emptyValues(tx, keptId, stillThere(row.taken, kept), by.now);
  await giveRows(tx, merge, 'contact_notes');
  await giveRows(tx, merge, 'change_failures');
  await giveTags(tx, merge);
  await giveConsents(tx, merge, by);
  await appendChanges(tx, [{ contactId: mergedId, dimension: 'created', quiet: true }]);
}

/** The identities that belong to a third contact by now; to be asked before the record of the merge goes. */
export async function lostIdentities(tx: Tx, { id, mergedId }: ContactMerge): Promise<string[]> {
  const lost = await tx.query<{ value: string }>(LOST_IDENTITIES, [mergedId, id]);
  return lost.map(({ value }) => value);
}

/** Whoever has changed a value since wants it as it is now. */
function stillThere({ identities, system, fields }: TakenValues, kept: ContactView): TakenValues {
  const now: Readonly<Record<string, unknown>> = { ...kept, ...kept.fields };
  const only = <T extends object>(values: T): T =>
    Object.fromEntries(
      Object.entries(values).filter(([key, value]) => JSON.stringify(now[key]) === JSON.stringify(value)),
    ) as T;
  return { identities: only(identities), system: only(system), fields: only(fields) };
}
