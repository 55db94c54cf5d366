import type { ContactRow } from '../gate/recipient-facts.js';

/** Columns of a contact that templates do not see. */
const HIDDEN = new Set(['fields', 'owner', 'owner_email', 'owner_name', 'created_at', 'updated_at']);

/** `contact.*`: system and custom fields in one namespace; a system field wins over a custom one of its name. */
export function contactScope(contact: ContactRow | undefined): Readonly<Record<string, unknown>> {
  if (!contact) return {};
  const system = Object.entries(contact).filter(([name]) => !HIDDEN.has(name));
  return { ...contact.fields, ...Object.fromEntries(system) };
}

/** How the To header names the contact; undefined when no name is known. */
export function displayName(contact: ContactRow | undefined): string | undefined {
  const names = [contact?.['first_name'], contact?.['last_name']].filter((name) => typeof name === 'string');
  return names.join(' ').trim() || undefined;
}
