import type { Queryable } from '#libs/db';

// What waits stands in the queue, each with its reason in the ledger; mails of the default sender may name none.
export const WAITING_FOR_A_TURN = `
  FROM message_queue queue JOIN messages ON messages.id = queue.message_id
  WHERE queue.state = 'due' AND queue.waits > 0 AND messages.state = 'pending'
    AND coalesce(messages.sender_id, (SELECT id FROM senders WHERE is_default)) = $1
    AND (messages.reason LIKE 'throttle.%' OR messages.reason IN ('warm_up', 'domain.health'))`;

const CALL_BACK = `
  UPDATE message_queue queue SET due_at = $2 FROM (SELECT queue.message_id ${WAITING_FOR_A_TURN}) mine
  WHERE queue.message_id = mine.message_id AND queue.state = 'due' AND queue.due_at > $2`;

const START_ANEW = `
  UPDATE throttle_buckets SET next_at = 0, planned_at = 0 WHERE key = $1 OR starts_with(key, $1 || ' ')`;

/** Has the mails of a sender that wait for their turn tried now. What finds no place is put back again. */
export async function callBack(on: Queryable, senderId: number, now: Date): Promise<void> {
  await on.execute(CALL_BACK, [senderId, now]);
}

/** Begins to count anew, after the limits of a sender have been changed. */
export async function startAnew(on: Queryable, senderId: number, now: Date): Promise<void> {
  await on.execute(START_ANEW, [String(senderId)]);
  await callBack(on, senderId, now);
}
