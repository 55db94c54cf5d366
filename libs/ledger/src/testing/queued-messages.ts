import type { Database } from '#libs/db';
import type { ClaimedMessage } from '../claims/claimed-message.js';
import type { MessageClaims } from '../claims/message-claims.js';

const ENQUEUE = `
  INSERT INTO message_queue (message_id, priority, source_kind, source_id, lane, due_at, state, attempt)
  SELECT id, priority, source_kind, source_id, CASE class WHEN 'marketing' THEN source_id ELSE 0 END, due_at, $2, attempt
  FROM messages WHERE id = ANY($1::bigint[]) ON CONFLICT (message_id) DO NOTHING`;

/** Puts messages that a test wrote by itself where the ledger would have put them. */
export async function enqueue(
  db: Database,
  ids: readonly number[],
  state: 'due' | 'claimed' | 'sending' = 'due',
): Promise<void> {
  await db.execute(ENQUEUE, [ids, state]);
}

/** Claims from lane to lane, as a living process does. */
export async function claimDue(claims: MessageClaims, owner: string, limit: number): Promise<ClaimedMessage[]> {
  await claims.renew(owner);
  const claimed: ClaimedMessage[] = [];
  for (const lane of await claims.dueLanes()) {
    claimed.push(...(await claims.claim(owner, lane, limit - claimed.length)));
  }
  return claimed;
}
