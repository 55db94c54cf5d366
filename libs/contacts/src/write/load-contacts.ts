import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { ConsentStatus } from '../consents/consent-status.js';
import type { FieldValue } from '../fields/field-definition.js';
import { SYSTEM_FIELDS } from '../fields/system-fields.js';
import type { ContactInput } from './contact-input.js';
import { ContactState, identityKey, type IdentityKind, type SeenSource, type StoredContact } from './contact-state.js';
import type { Directory } from './plan-batch.js';

interface IdentityRow {
  readonly kind: IdentityKind;
  readonly value: string;
  readonly contactId: number;
}

const FIND_IDENTITIES = `
  SELECT kind, value, contact_id AS "contactId" FROM contact_identities
  WHERE (kind, value) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;

const IDENTITIES_OF = `
  SELECT kind, value, contact_id AS "contactId" FROM contact_identities
  WHERE contact_id = ANY ($1::bigint[]) AND kind IN ('email', 'external_id')`;

const COLUMNS = SYSTEM_FIELDS.map(({ key }) => (key === 'birth_date' ? 'birth_date::text AS birth_date' : key)).join(
  ', ',
);

// In the order of ids, so that two batches over the same contacts wait for each other instead of deadlocking.
// NO KEY: rows that refer to the contact (memberships, say) may be written meanwhile.
const LOCK_CONTACTS = `
  SELECT id, email, external_id AS "externalId", fields, ${COLUMNS} FROM contacts
  WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`;

const READ_CONTACTS = LOCK_CONTACTS.replace(' FOR NO KEY UPDATE', '');

const CONSENTS = `
  SELECT contact_id AS "contactId", slug, status FROM consents JOIN topics ON topics.id = topic_id
  WHERE contact_id = ANY ($1::bigint[]) AND slug = ANY ($2::text[])`;

/** Identities move at merges and edits only: two rounds are rare. */
const MAX_ROUNDS = 10;

interface LoadOptions {
  /** False for a trial that writes nothing. */
  readonly lock: boolean;
  /** What the same import did before. */
  readonly seen?: SeenSource;
}

/** Finds and locks everybody whom the inputs name. */
export async function loadByIdentity(
  on: Queryable,
  inputs: readonly ContactInput[],
  options: LoadOptions,
): Promise<Directory> {
  const [kinds, values] = identitiesOf(inputs);
  const states = new Map<number, ContactState>();
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const rows = await on.query<IdentityRow>(FIND_IDENTITIES, [kinds, values]);
    const unknown = rows.filter((row) => !states.has(row.contactId)).map((row) => row.contactId);
    if (unknown.length === 0) {
      const directory = new Map(rows.map((row) => [identityKey(row.kind, row.value), stateOf(states, row)]));
      return options.seen ? addGhosts(on, directory, kinds, values, options.seen) : directory;
    }
    // While we waited for a lock an identity may have moved to somebody else: look again until all owners are held.
    const ids = [...new Set([...states.keys(), ...unknown])];
    states.clear();
    for (const state of await loadStates(on, ids, inputs, options)) states.set(state.writtenId, state);
  }
  throw new DomainError('server.unavailable', 'These contacts are being merged or moved just now. Try again.');
}

async function addGhosts(
  on: Queryable,
  directory: Directory,
  kinds: readonly IdentityKind[],
  values: readonly string[],
  seen: SeenSource,
): Promise<Directory> {
  const keys = kinds.map((kind, index) => identityKey(kind, values[index] ?? ''));
  const ghosts = await seen.ghosts(
    on,
    keys.filter((key) => !directory.has(key)),
  );
  const states = new Map<string, ContactState>();
  for (const [key, name] of ghosts) {
    const state = states.get(name) ?? new ContactState();
    states.set(name, state);
    directory.set(key, state);
  }
  return directory;
}

/** Loads and locks contacts by id, with all their identities and those that the inputs name. */
export async function loadById(
  on: Queryable,
  ids: readonly number[],
  inputs: readonly ContactInput[],
): Promise<{ states: Map<number, ContactState>; directory: Directory }> {
  const states = new Map((await loadStates(on, ids, inputs, { lock: true })).map((state) => [state.writtenId, state]));
  const [kinds, values] = identitiesOf(inputs);
  const named = kinds.length > 0 ? await on.query<IdentityRow>(FIND_IDENTITIES, [kinds, values]) : [];
  const own = kinds.length > 0 ? await on.query<IdentityRow>(IDENTITIES_OF, [[...states.keys()]]) : [];
  const others = new ContactState();
  const directory = new Map(
    [...named, ...own].map((row) => [identityKey(row.kind, row.value), states.get(row.contactId) ?? others] as const),
  );
  return { states, directory };
}

function stateOf(states: ReadonlyMap<number, ContactState>, row: IdentityRow): ContactState {
  const state = states.get(row.contactId);
  if (!state) throw new Error(`Contact ${row.contactId} was not loaded`);
  return state;
}

function identitiesOf(inputs: readonly ContactInput[]): [kinds: IdentityKind[], values: string[]] {
  const emails = inputs.flatMap(({ email }) => (email ? [email] : []));
  const externalIds = inputs.flatMap(({ externalId }) => (externalId ? [externalId] : []));
  const kinds = [...emails.map(() => 'email' as const), ...externalIds.map(() => 'external_id' as const)];
  return [kinds, [...emails, ...externalIds]];
}

type ContactRow = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
};

async function loadStates(
  on: Queryable,
  ids: readonly number[],
  inputs: readonly ContactInput[],
  { lock, seen }: LoadOptions,
): Promise<ContactState[]> {
  const rows = await on.query<ContactRow>(lock ? LOCK_CONTACTS : READ_CONTACTS, [ids]);
  const consents = await loadConsents(on, ids, inputs);
  const known = await seen?.contacts(on, ids);
  return rows.map(
    (row) =>
      new ContactState({
        id: row.id,
        email: row.email,
        externalId: row.externalId,
        values: valuesOf(row),
        consents: consents.get(row.id) ?? new Map<string, ConsentStatus>(),
        seen: known?.get(row.id),
      } satisfies StoredContact),
  );
}

function valuesOf(row: ContactRow): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = { ...row.fields };
  for (const { key } of SYSTEM_FIELDS) {
    const value = row[key] as FieldValue | null;
    if (value !== null) values[key] = value;
  }
  return values;
}

async function loadConsents(
  on: Queryable,
  ids: readonly number[],
  inputs: readonly ContactInput[],
): Promise<Map<number, Map<string, ConsentStatus>>> {
  const slugs = [...new Set(inputs.flatMap((input) => Object.keys(input.consents ?? {})))];
  const byContact = new Map<number, Map<string, ConsentStatus>>();
  if (slugs.length === 0) return byContact;
  const rows = await on.query<{ contactId: number; slug: string; status: ConsentStatus }>(CONSENTS, [ids, slugs]);
  for (const { contactId, slug, status } of rows) {
    const known = byContact.get(contactId) ?? new Map<string, ConsentStatus>();
    byContact.set(contactId, known.set(slug, status));
  }
  return byContact;
}
