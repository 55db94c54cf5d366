import { findMerged, SYSTEM_FIELDS } from '#libs/contacts';
import type { Queryable } from '#libs/db';

/** A contact's row: system columns, custom fields, identity. */
export type ContactRow = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly email: string | null;
  readonly time_zone: string | null;
  readonly locale: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
};

export interface ConsentFact {
  readonly status: string;
  readonly expiresAt: Date | null;
}

/** What the gate and the renderer need to know about the people of a batch. */
export interface RecipientFacts {
  readonly contacts: ReadonlyMap<number, ContactRow>;
  /** `<contact>:<topic>` → consent. */
  readonly consents: ReadonlyMap<string, ConsentFact>;
  /** Addresses that get nothing, with the reason. */
  readonly suppressed: ReadonlyMap<string, string>;
  /** What contacts said about being tracked (topic `tracking`), where they were asked. */
  readonly tracking: ReadonlyMap<number, ConsentFact>;
}

const COLUMNS = ['id', 'email', 'external_id', 'fields', ...SYSTEM_FIELDS.map(({ key }) => key)];

const CONTACTS = `
  SELECT ${COLUMNS.map((column) => `contacts.${column}`).join(', ')}, owner.email AS owner_email, owner.name AS owner_name
  FROM contacts LEFT JOIN users owner ON owner.id = contacts.owner WHERE contacts.id = ANY($1)`;

const CONSENTS = `
  SELECT contact_id, topic_id, slug, status, expires_at FROM consents JOIN topics ON topics.id = topic_id
  WHERE contact_id = ANY($1) AND (topic_id = ANY($2) OR slug = 'tracking')`;

const SUPPRESSED = `SELECT email, reason FROM suppressions WHERE email = ANY($1)`;

interface ConsentRow extends Record<string, unknown> {
  readonly contact_id: number;
  readonly topic_id: number;
  readonly slug: string;
  readonly status: string;
  readonly expires_at: Date | null;
}

interface People {
  readonly contacts: readonly (ContactRow & Record<string, unknown>)[];
  readonly consents: readonly ConsentRow[];
}

async function readPeople(on: Queryable, ids: readonly number[], topicIds: readonly number[]): Promise<People> {
  const [contacts, consents] = await Promise.all([
    on.query<ContactRow & Record<string, unknown>>(CONTACTS, [ids]),
    on.query<ConsentRow>(CONSENTS, [ids, topicIds]),
  ]);
  return { contacts, consents };
}

/**
 * A mail that was written for somebody at the moment of a merge still has the old id, until it is moved: it is asked
 * about as the kept contact's, under that id.
 */
async function readMerged(
  on: Queryable,
  ids: readonly number[],
  topicIds: readonly number[],
  { contacts }: People,
): Promise<People> {
  const here = new Set(contacts.map(({ id }) => id));
  const missing = ids.filter((id) => !here.has(id));
  const into = await findMerged(on, missing);
  if (into.size === 0) return { contacts: [], consents: [] };
  const kept = await readPeople(on, [...into.values()], topicIds);
  const under = <Row extends object>(rows: readonly Row[], of: (row: Row) => number, as: (id: number) => object) =>
    [...into].flatMap(([id, keptId]) =>
      rows.filter((row) => of(row) === keptId).map((row): Row => ({ ...row, ...as(id) })),
    );
  return {
    contacts: under(
      kept.contacts,
      (row) => row.id,
      (id) => ({ id }),
    ),
    consents: under(
      kept.consents,
      (row) => row.contact_id,
      (contact_id) => ({ contact_id }),
    ),
  };
}

/** Three statements, whatever the size of the batch. `addresses` are recipients that are no contact. */
export async function loadRecipientFacts(
  on: Queryable,
  contactIds: readonly number[],
  topicIds: readonly number[],
  addresses: readonly string[],
): Promise<RecipientFacts> {
  const found = await readPeople(on, contactIds, topicIds);
  const merged = await readMerged(on, contactIds, topicIds, found);
  const contacts = [...found.contacts, ...merged.contacts];
  const consents = [...found.consents, ...merged.consents];
  const emails = contacts.flatMap((contact) => (contact.email === null ? [] : [contact.email]));
  const suppressed = await on.query<{ email: string; reason: string }>(SUPPRESSED, [[...emails, ...addresses]]);
  const factOf = (row: ConsentRow): ConsentFact => ({ status: row.status, expiresAt: row.expires_at });
  const aboutTracking = consents.filter(({ slug }) => slug === 'tracking');
  return {
    contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    consents: new Map(consents.map((row) => [consentKey(row.contact_id, row.topic_id), factOf(row)])),
    suppressed: new Map(suppressed.map((row) => [row.email, row.reason])),
    tracking: new Map(aboutTracking.map((row) => [row.contact_id, factOf(row)])),
  };
}

export function consentKey(contactId: number, topicId: number): string {
  return `${String(contactId)}:${String(topicId)}`;
}
