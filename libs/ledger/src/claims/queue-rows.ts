/**
 * Puts messages that were just written into the queue: to stand in a statement after `written AS (INSERT INTO messages
 * … RETURNING ${WRITTEN})`. Marketing mails of one source are a lane of their own, so that a long campaign holds up no
 * other; all others of a kind share one for each sender, so that a relay that hangs holds up no receipt of another.
 * Senders count below zero: their numbers are not mistaken for those of sources.
 */
export const ENQUEUE_WRITTEN = `
  INSERT INTO message_queue (message_id, priority, source_kind, source_id, lane, due_at)
  SELECT id, priority, source_kind, source_id, CASE class WHEN 'marketing' THEN source_id ELSE -coalesce(sender_id, 0) END,
    due_at
  FROM written`;

export const WRITTEN = 'id, priority, source_kind, source_id, class, sender_id, due_at';
