/**
 * Puts messages that were just written into the queue: to stand in a statement after `written AS (INSERT INTO messages
 * … RETURNING id, priority, source_kind, source_id, class, due_at)`. Marketing mails of one source are a lane of their
 * own, so that a long campaign holds up no other.
 */
export const ENQUEUE_WRITTEN = `
  INSERT INTO message_queue (message_id, priority, source_kind, source_id, lane, due_at)
  SELECT id, priority, source_kind, source_id, CASE class WHEN 'marketing' THEN source_id ELSE 0 END, due_at
  FROM written`;

export const WRITTEN = 'id, priority, source_kind, source_id, class, due_at';
