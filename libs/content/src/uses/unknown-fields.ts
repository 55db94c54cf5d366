import type { FieldCatalogue, FieldSet } from '#libs/contacts';
import type { Queryable } from '#libs/db';
import { nearestName } from '#libs/kernel';

/** What `contact.*` holds besides fields. */
const CONTACT_KEYS = ['id', 'email', 'external_id', 'tags'];

// What the published version reads: nothing needs to be compiled to know.
const READ_BY_TEMPLATE = `
  SELECT to_key AS name FROM document_refs
  WHERE from_kind = 'template' AND from_id = $1 AND to_kind = 'field' ORDER BY to_key`;

interface UnknownField {
  readonly name: string;
  readonly message: string;
}

/** Of the names below `contact`, those that no contact can have, in words. */
export function unknownFields<Used extends { readonly name: string }>(
  used: readonly Used[],
  fields: FieldSet,
): (Used & UnknownField)[] {
  const unknown = used.filter(({ name }) => !CONTACT_KEYS.includes(name) && !fields.get(name));
  if (unknown.length === 0) return [];
  const known = [...fields.all.map(({ key }) => key), ...CONTACT_KEYS];
  return unknown.map((use) => ({ ...use, message: describe(use.name, nearestName(use.name, known)) }));
}

/** The same for the mails that are made of a template. */
export async function unknownFieldsOfTemplate(
  on: Queryable,
  templateId: number,
  catalogue: FieldCatalogue,
): Promise<UnknownField[]> {
  const read = await on.query<{ name: string }>(READ_BY_TEMPLATE, [templateId]);
  return read.length === 0 ? [] : unknownFields(read, await catalogue.load(on));
}

function describe(name: string, meant: string | undefined): string {
  return `There is no field ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}
