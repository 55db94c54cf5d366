import type { Actor } from '#libs/accounts';
import type { ContactView, ListedContact, RowResult, WrittenContact } from '#libs/contacts';
import { ERROR_CODES } from '#libs/kernel';
import { type Page, toPage } from '../http/keyset.js';

/** How proofs name who did it: `user:3`, `key:1`. */
export function nameOf(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}

export function showPage(rows: readonly ListedContact[], limit: number): Page<ContactView> {
  return toPage(
    rows,
    limit,
    ({ key }) => key,
    ({ contact }) => contact,
  );
}

/** `warnings` is there only when something was left as it is. */
export function showWritten({ contact, keptConsents }: WrittenContact): object {
  return keptConsents.length > 0 ? { ...contact, warnings: warn(keptConsents) } : contact;
}

export function showResult({ status, contactId, error, keptConsents }: RowResult): object {
  return {
    status,
    ...(contactId === undefined ? {} : { id: contactId }),
    ...(error ? { error } : {}),
    ...(keptConsents ? { warnings: warn(keptConsents) } : {}),
  };
}

function warn(topics: readonly string[]): object[] {
  const message = ERROR_CODES['consent.kept'].meaning;
  return topics.map((topic) => ({ code: 'consent.kept', path: `consents.${topic}`, message }));
}
