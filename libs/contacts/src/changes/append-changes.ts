import { requestBehind } from '#libs/kernel';
import type { Tx } from '#libs/db';
import { type CauseChain, chainText, currentCause } from './cause-chain.js';
import type { NewContactChange } from './contact-change.js';

/** How many routers can work side by side; the number of rows of change_shards. */
export const CHANGE_SHARDS = 16;

// A contact's changes share a shard, so that one router sees them together and in order.
const APPEND = `
  INSERT INTO contact_changes (shard, contact_id, dimension, old, new, ref, quiet, request_id, led_by)
  SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, dimension, old, new, ref, quiet, request_id,
    led_by::bigint[]
  FROM unnest($1::bigint[], $2::text[], $3::jsonb[], $4::jsonb[], $5::bigint[], $6::boolean[], $7::text[], $8::text[])
    AS change (contact_id, dimension, old, new, ref, quiet, request_id, led_by)`;

/**
 * Appends to the change log in the transaction of the change. The caller signals `changes.route` after commit, for the
 * requests that it resolves with: those behind the changes.
 */
export async function appendChanges(tx: Tx, changes: readonly NewContactChange[]): Promise<readonly (string | null)[]> {
  if (changes.length === 0) return [];
  const requestIds = changes.map(({ contactId, requestId = requestBehind(contactId) }) => requestId);
  await tx.execute(APPEND, [
    changes.map((change) => change.contactId),
    changes.map((change) => change.dimension),
    changes.map((change) => toJson(change.old)),
    changes.map((change) => toJson(change.new)),
    changes.map((change) => change.ref ?? null),
    changes.map((change) => change.quiet ?? false),
    requestIds,
    chainTexts(changes),
  ]);
  return requestIds;
}

/** Most changes of a batch have the same: it is written once. */
function chainTexts(changes: readonly NewContactChange[]): (string | null)[] {
  let [known, text]: [CauseChain, string | null] = [null, null];
  return changes.map(({ contactId, ledBy = currentCause(contactId) }) => {
    if (ledBy !== known) [known, text] = [ledBy, chainText(ledBy)];
    return text;
  });
}

function toJson(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
