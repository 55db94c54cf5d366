import type { Tx } from '#libs/db';
import { appendChanges } from '../changes/append-changes.js';
import { SYSTEM_FIELDS } from '../fields/system-fields.js';
import { keysOf, type TakenValues } from './filled-values.js';

const COLUMNS = ['email', 'external_id', ...SYSTEM_FIELDS.map(({ key }) => key)];

// What is not named in $2 stays as it is.
const FILL = `
  UPDATE contacts SET updated_at = $4, fields = contacts.fields || $3::jsonb,
    changed_fields = contacts.changed_fields || $5::jsonb,
    ${COLUMNS.map((column) => `${column} = filled.${column}`).join(', ')}
  FROM (SELECT filled.* FROM contacts own, jsonb_populate_record(own, $2::jsonb) filled WHERE own.id = $1) filled
  WHERE contacts.id = $1`;

// The same the other way round: what is named in $2 and $3 goes.
const EMPTY = FILL.replace('contacts.fields || $3::jsonb', 'contacts.fields - $3::text[]');

/** Fills what the kept contact lacked. Quiet: nothing has happened but that two histories have become one. */
export async function fillValues(tx: Tx, contactId: number, taken: TakenValues, at: Date): Promise<void> {
  const values = keysOf(taken);
  const columns = { ...taken.identities, ...taken.system };
  await tx.execute(FILL, [contactId, toJson(columns), toJson(taken.fields), at, changedAt(values, at)]);
  await appendChanges(
    tx,
    Object.entries(values).map(([key, value]) => ({ contactId, dimension: `field:${key}`, new: value, quiet: true })),
  );
}

/** Takes the values away again. */
export async function emptyValues(tx: Tx, contactId: number, taken: TakenValues, at: Date): Promise<void> {
  const values = keysOf(taken);
  const columns = Object.fromEntries(Object.keys({ ...taken.identities, ...taken.system }).map((key) => [key, null]));
  await tx.execute(EMPTY, [contactId, toJson(columns), Object.keys(taken.fields), at, changedAt(values, at)]);
  await appendChanges(
    tx,
    Object.entries(values).map(([key, value]) => ({ contactId, dimension: `field:${key}`, old: value, quiet: true })),
  );
}

function changedAt(values: object, at: Date): string {
  return toJson(Object.fromEntries(Object.keys(values).map((key) => [key, at])));
}

function toJson(value: object): string {
  return JSON.stringify(value);
}
