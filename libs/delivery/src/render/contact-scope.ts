import type { ContactRow } from '../gate/recipient-facts.js';

/** Columns of a contact that templates do not see: to them, what is undefined is not there. */
const HIDDEN = { fields: undefined, owner: undefined, owner_email: undefined, owner_name: undefined };

/** `contact.*`: system and custom fields in one namespace; a system field wins over a custom one of its name. */
export function contactScope(contact: ContactRow | undefined): Readonly<Record<string, unknown>> {
  return contact ? { ...contact.fields, ...contact, ...HIDDEN } : {};
}

/** How the To header names the contact; undefined when no name is known. */
export function displayName(contact: ContactRow | undefined): string | undefined {
  const [first, last] = [textOf(contact?.['first_name']), textOf(contact?.['last_name'])];
  return `${first} ${last}`.trim() || undefined;
}

function textOf(name: unknown): string {
  return typeof name === 'string' ? name : '';
}
