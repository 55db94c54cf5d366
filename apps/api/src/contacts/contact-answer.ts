import type { Actor } from '#libs/accounts';
import type {
  ContactView,
  ListedContact,
  MergedContact,
  RowResult,
  UnmergedContact,
  WrittenContact,
} from '#libs/contacts';
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

/** What was left as it is, or could not be done, beside what was. */
interface Warning {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export interface MergeAnswer extends ContactView {
  readonly merged_id: number;
  readonly warnings?: readonly Warning[];
}

export interface UnmergeAnswer extends ContactView {
  readonly kept_id: number;
  readonly warnings?: readonly Warning[];
}

/** The kept contact; `warnings` name the topics on which one of the two had refused. */
export function showMerged({ contact, overruled }: MergedContact, mergedId: number): MergeAnswer {
  return { ...contact, merged_id: mergedId, ...(overruled.length > 0 ? { warnings: warn(overruled) } : {}) };
}

/** The contact that is its own again; `warnings` name what it could not get back. */
export function showUnmerged({ contact, keptId, lost }: UnmergedContact): UnmergeAnswer {
  const message = ERROR_CODES['merge.identity_taken'].meaning;
  const warnings = lost.map((value) => ({ code: 'merge.identity_taken', path: value, message }));
  return { ...contact, kept_id: keptId, ...(warnings.length > 0 ? { warnings } : {}) };
}

function warn(topics: readonly string[]): Warning[] {
  const message = ERROR_CODES['consent.kept'].meaning;
  return topics.map((topic) => ({ code: 'consent.kept', path: `consents.${topic}`, message }));
}
