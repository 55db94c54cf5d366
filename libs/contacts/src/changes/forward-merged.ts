import type { Tx } from '#libs/db';
import { findMerged } from '../merge/merged-contacts.js';
import { appendChanges } from './append-changes.js';
import type { ContactChange } from './contact-change.js';

/**
 * Puts changes of contacts that were merged back into the log, as changes of those that they were merged into, whose
 * shard may be another router's. Resolves with the others. That somebody was made is no news about who took them in.
 */
export async function forwardMerged<Change extends ContactChange>(tx: Tx, taken: readonly Change[]): Promise<Change[]> {
  const into = await findMerged(tx, [...new Set(taken.map(({ contactId }) => contactId))]);
  if (into.size === 0) return [...taken];
  const moved = taken.flatMap(({ contactId: from, dimension, old, new: value, ref, quiet, requestId, ledBy }) => {
    const contactId = into.get(from);
    if (contactId === undefined) return [];
    const change = { contactId, dimension, old, new: value, requestId, ledBy };
    return [{ ...change, quiet: quiet || dimension === 'created', ...(ref === null ? {} : { ref }) }];
  });
  await appendChanges(tx, moved);
  return taken.filter(({ contactId }) => !into.has(contactId));
}
