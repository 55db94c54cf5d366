import type { Queryable } from '#libs/db';
import type { ConsentStatus } from '../consents/consent-status.js';
import type { FieldValue } from '../fields/field-definition.js';
import { SYSTEM_FIELDS } from '../fields/system-fields.js';

/** A contact as the API gives it: snake_case, missing values null. System fields stand beside `fields`. */
export interface ContactView extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly email: string | null;
  readonly external_id: string | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly tags: readonly string[];
  readonly consents: Readonly<Record<string, ConsentStatus>>;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const SYSTEM_COLUMNS = SYSTEM_FIELDS.map(({ key }) => (key === 'birth_date' ? `c.birth_date::text` : `c.${key}`));

/** The columns of a {@link ContactView}, for a statement that reads `contacts c`. */
export const CONTACT_VIEW_COLUMNS = `
  c.id, c.email, c.external_id, ${SYSTEM_COLUMNS.join(', ')}, c.fields,
  ARRAY(SELECT tags.name FROM contact_tags JOIN tags ON tags.id = tag_id
        WHERE contact_tags.contact_id = c.id ORDER BY tags.folded) AS tags,
  (SELECT coalesce(jsonb_object_agg(topics.slug, consents.status), '{}') FROM consents
   JOIN topics ON topics.id = topic_id WHERE consents.contact_id = c.id) AS consents,
  c.created_at, c.updated_at`;

const BY_IDS = `SELECT ${CONTACT_VIEW_COLUMNS} FROM contacts c WHERE c.id = ANY ($1::bigint[]) ORDER BY c.id`;

/** Contacts by id, in the order of ids; those that do not exist are left out. One statement. */
export async function readContacts(on: Queryable, ids: readonly number[]): Promise<ContactView[]> {
  return ids.length === 0 ? [] : on.query<ContactView>(BY_IDS, [ids]);
}
