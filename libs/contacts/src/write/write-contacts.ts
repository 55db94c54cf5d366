import type { Tx } from '#libs/db';
import { SYSTEM_FIELDS } from '../fields/system-fields.js';
import type { ContactState } from './contact-state.js';

const DRAW_IDS = `SELECT nextval('contacts_id_seq') AS id FROM generate_series(1, $1::int)`;

const SYSTEM_TYPES = new Map<string, string>([
  ...SYSTEM_FIELDS.map(({ key }) => [key, 'text'] as const),
  ['birth_date', 'date'],
  ['latitude', 'double precision'],
  ['longitude', 'double precision'],
  ['owner', 'bigint'],
]);

const DELETE_IDENTITIES = `
  DELETE FROM contact_identities USING unnest($1::text[]) AS gone (key)
  WHERE kind = split_part(key, ':', 1) AND value = substr(key, strpos(key, ':') + 1)`;

/**
 * Writes what differs: new contacts by COPY straight into the table (their ids drawn before), changed ones by one
 * UPDATE. Identities come last and in the order of the index, so that batches wait for each other in one direction.
 */
export async function writeContacts(tx: Tx, states: readonly ContactState[], now: Date): Promise<void> {
  const created = states.filter((state) => state.isNew);
  const changed = states.filter((state) => !state.isNew && isChanged(state));
  await insertContacts(tx, created, now);
  await updateContacts(tx, changed, now);
  const gone = states.flatMap((state) => state.removedIdentities);
  if (gone.length > 0) await tx.execute(DELETE_IDENTITIES, [gone]);
  await insertIdentities(tx, states);
}

function isChanged(state: ContactState): boolean {
  return state.changedIdentities().length > 0 || state.changedKeys().length > 0;
}

async function insertContacts(tx: Tx, states: readonly ContactState[], now: Date): Promise<void> {
  if (states.length === 0) return;
  const ids = await tx.query<{ id: number }>(DRAW_IDS, [states.length]);
  states.forEach((state, index) => {
    state.id = ids[index]?.id;
  });
  const columns = usedColumns(states);
  const rows = states.map((state) => [
    state.id,
    state.identities.email,
    state.identities.external_id,
    customFields(state),
    now,
    now,
    ...columns.map((column) => state.after[column]),
  ]);
  const target = ['id', 'email', 'external_id', 'fields', 'created_at', 'updated_at', ...columns];
  await tx.copy({ table: 'contacts', columns: target }, rows);
}

/** System columns that any of them has or had a value for. */
function usedColumns(states: readonly ContactState[]): string[] {
  return [...SYSTEM_TYPES.keys()].filter((column) =>
    states.some((state) => column in state.after || column in state.before),
  );
}

function customFields(state: ContactState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state.after).filter(([key]) => !SYSTEM_TYPES.has(key)));
}

async function updateContacts(tx: Tx, states: readonly ContactState[], now: Date): Promise<void> {
  if (states.length === 0) return;
  const columns = usedColumns(states);
  const rows = states.map((state) => ({
    id: state.id,
    email: state.identities.email,
    external_id: state.identities.external_id,
    fields: customFields(state),
    changed: Object.fromEntries([...state.changedIdentities(), ...state.changedKeys()].map((key) => [key, now])),
    ...Object.fromEntries(columns.map((column) => [column, state.after[column] ?? null])),
  }));
  const written = ['email', 'external_id', 'fields', ...columns];
  const types = columns.map((column) => `, ${column} ${SYSTEM_TYPES.get(column) ?? 'text'}`).join('');
  await tx.execute(
    `UPDATE contacts SET updated_at = $2, changed_fields = contacts.changed_fields || changed.changed,
       ${written.map((column) => `${column} = changed.${column}`).join(', ')}
     FROM jsonb_to_recordset($1::jsonb) AS changed (id bigint, email text, external_id text, fields jsonb, changed jsonb${types})
     WHERE contacts.id = changed.id`,
    [JSON.stringify(rows), now],
  );
}

async function insertIdentities(tx: Tx, states: readonly ContactState[]): Promise<void> {
  const rows = states.flatMap((state) =>
    state.changedIdentities().flatMap((kind) => {
      const value = state.identities[kind];
      return value === null ? [] : [[kind, value, state.id] as const];
    }),
  );
  if (rows.length === 0) return;
  const sorted = rows.toSorted((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
  await tx.copy({ table: 'contact_identities', columns: ['kind', 'value', 'contact_id'] }, sorted);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
