/** Two workers take different ones; what a dead one had taken is back. */
export const TAKE = `
  DELETE FROM unjudged_hits WHERE id IN
    (SELECT id FROM unjudged_hits ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING message_id AS "messageId", contact_id AS "contactId", first_at AS "firstAt", last_at AS "lastAt"`;

export const ANY_UNJUDGED = `SELECT EXISTS (SELECT FROM unjudged_hits) AS due`;

// By contact and time: a mail that was passed around may have more hits than anybody wants to read each time.
export const HITS_OF = `
  SELECT event.id, event.message_id AS "messageId", event.contact_id AS "contactId", event.kind,
    (extract(epoch FROM event.at) * 1000)::float8 AS "atMs", event.machine, event.signs, event.link_index AS "linkIndex",
    event.ip, event.user_agent AS "userAgent", event.asked_as AS "askedAs",
    (extract(epoch FROM message.sent_at) * 1000)::float8 AS "sentAtMs"
  FROM unnest($1::bigint[], $2::bigint[]) AS mail (message_id, contact_id)
  JOIN message_events event ON event.contact_id = mail.contact_id AND event.kind IN ('opened', 'clicked', 'unsubscribed')
    AND event.at BETWEEN $3 AND $4 AND event.message_id = mail.message_id
  LEFT JOIN messages message ON message.id = mail.message_id`;

// BRIN on the time: what happened within seconds lies together.
export const CROWDS = `
  WITH recent AS MATERIALIZED (
    SELECT ip, contact_id, message_id, at, machine FROM message_events
    WHERE at BETWEEN $1 AND $2 AND kind IN ('opened', 'clicked') AND ip IS NOT NULL
  )
  SELECT ip, contact_id AS "contactId", message_id AS "messageId", (extract(epoch FROM at) * 1000)::float8 AS "atMs", machine
  FROM recent WHERE ip IN (SELECT ip FROM recent GROUP BY ip HAVING count(DISTINCT contact_id) >= $3)`;

// Behind the last of so many hits from $1 on: whole milliseconds, so that each slice is longer than none.
export const SLICE_END = `
  SELECT date_trunc('milliseconds', at) + interval '1 ms' AS "end" FROM message_events
  WHERE at >= $1 AND at < $2 AND kind IN ('opened', 'clicked') ORDER BY at OFFSET $3 - 1 LIMIT 1`;

export const MAILS_BETWEEN = `
  SELECT DISTINCT message_id AS "messageId", contact_id AS "contactId" FROM message_events
  WHERE at >= $1 AND at < $2 AND kind IN ('opened', 'clicked')`;

/** One look through the table, whatever the gaps in it. */
export const HOURS = `
  SELECT date_trunc('hour', at) AS hour FROM message_events WHERE kind IN ('opened', 'clicked') AND at >= $1
  GROUP BY 1 ORDER BY 1`;

// Only what differs from what was read: of two workers, the one that has seen less writes nothing.
export const WRITE = `
  UPDATE message_events event SET machine = verdict.machine, signs = verdict.signs
  FROM json_to_recordset($1::json) AS verdict (id bigint, machine boolean, signs text[])
  WHERE event.id = verdict.id`;
