import type { ContactRow } from '../gate/recipient-facts.js';

/** Columns of a contact that templates do not see. */
const HIDDEN = new Set(['fields', 'owner', 'owner_email', 'owner_name']);

/** `contact.*`: system and custom fields in one namespace; a system field wins over a custom one of its name. */
export function contactScope(contact: ContactRow | undefined): Readonly<Record<string, unknown>> {
  if (!contact) return {};
  const scope: Record<string, unknown> = { ...contact.fields };
  for (const name in contact) if (!HIDDEN.has(name)) scope[name] = contact[name];
  return scope;
}

/** How the To header names the contact; undefined when no name is known. */
export function displayName(contact: ContactRow | undefined): string | undefined {
  const names = [contact?.['first_name'], contact?.['last_name']].filter((name) => typeof name === 'string');
  return names.join(' ').trim() || undefined;
}
