import { CHANGE_SHARDS, unreadChanges } from '#libs/contacts';
import { prepared } from '#libs/db';
import { ENDED, toSending } from './claim-statements.js';

const RESULT = `unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::boolean[])
    AS result (id, attempt, state, reason, response, due_at, bounced)`;

// The end of a mail: it leaves the queue, and the ledger keeps what it was. A late answer, to a mail that had been given
// up, still tells the truth about its own attempt: unknown may become sent, a newer attempt never changes. Both in one
// list, because a join of the results with what has left the queue would compare each with each.
const ANSWERS = `gone AS (
    DELETE FROM message_queue queue USING result
    WHERE queue.message_id = result.id AND queue.attempt = result.attempt AND queue.state <> 'due'
    RETURNING result.*, queue.mail_id, queue.template_version, queue.subject, queue.address,
      false AS late
  ), answer AS (
    SELECT * FROM gone
    UNION ALL
    SELECT *, NULL, NULL, NULL, NULL, true FROM result WHERE id NOT IN (SELECT id FROM gone)
  )`;

// An erasure takes the address out of the queue while the mail is being handed over; what the server says may repeat it.
const isErased = (queue: string): string => `(${queue}.mail_id IS NOT NULL AND ${queue}.address IS NULL)`;

const KEEPS = `response = CASE WHEN NOT ${isErased('answer')} THEN left(answer.response, 500) END,
    attempt = answer.attempt, updated_at = now(),
    message_id = coalesce(answer.mail_id, messages.message_id), subject = coalesce(answer.subject, messages.subject),
    template_version = coalesce(answer.template_version, messages.template_version),
    recipient_address = coalesce(messages.recipient_address, answer.address)`;

const IS_OPEN = `messages.id = answer.id
    AND (NOT answer.late OR (messages.state = 'unknown' AND messages.attempt = answer.attempt))`;

export const WRITE_ENDS = `
  WITH result AS MATERIALIZED (SELECT * FROM ${RESULT}), ${ANSWERS}
  UPDATE messages SET state = answer.state, reason = answer.reason, ${KEEPS},
    sent_at = CASE WHEN answer.state = 'sent' THEN now() END,
    bounced_at = CASE WHEN answer.bounced THEN now() ELSE messages.bounced_at END
  FROM answer WHERE ${IS_OPEN}
  RETURNING messages.id, messages.response`;

// The same for mails that were all taken, as most are: one statement is the whole transaction. That a mail was sent is
// logged as a change of the contact when somebody reads it.
const SENT = `
  result AS MATERIALIZED (
    SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[]) AS result (id, attempt, response, contact_id)
  ), ${ANSWERS}, ended AS (
    UPDATE messages SET state = 'sent', reason = NULL, sent_at = now(), ${KEEPS}
    FROM answer WHERE ${IS_OPEN}
    RETURNING answer.contact_id
  ), ${unreadChanges('email:sent')}, told AS (
    INSERT INTO contact_changes (shard, contact_id, dimension, quiet, request_id)
    SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'email:sent', false, $5
    FROM ended WHERE contact_id > 0 AND NOT EXISTS (SELECT FROM unread)
    RETURNING contact_id
  )`;

export const WRITE_SENT = prepared(`WITH ${SENT} SELECT count(*)::int AS told FROM told`);

// One wave ends and the next one begins: never are more mails in the state `sending` than before. Their rows are others,
// so neither half sees what the other one does.
export const WRITE_SENT_AND_MARK = prepared(`
  WITH ${SENT}, going AS (${toSending(6)})
  SELECT (SELECT count(*)::int FROM told) AS told, ARRAY(SELECT id FROM going) AS going`);

// A mail that only waits for its turn at the mail server, or that the other side put off, keeps its place under the
// frequency caps. What waits for the morning, for tomorrow's warm-up, better numbers, or for somebody to mend a setting
// may wait for ever: it gives its place to mail that can leave, and asks for one again.
const KEEPS_PLACE = `mine.reason LIKE 'throttle.%' OR (mine.state = 'deferred' AND mine.reason <> 'sender.unusable')`;

// Not now: it stays in the queue, for another time. What its source gave up meanwhile is skipped instead.
export const PUT_OFF = `
  WITH result AS MATERIALIZED (SELECT * FROM ${RESULT}),
  mine AS (
    SELECT queue.message_id, queue.attempt, result.state, result.reason, result.due_at, ${ENDED} AS ended,
      CASE WHEN NOT ${isErased('queue')} THEN result.response END AS response
    FROM message_queue queue JOIN result ON queue.message_id = result.id AND queue.attempt = result.attempt
    WHERE queue.state <> 'due' FOR UPDATE OF queue
  ), gone AS (
    DELETE FROM message_queue queue USING mine WHERE queue.message_id = mine.message_id AND mine.ended
  ), waiting AS (
    UPDATE message_queue queue SET state = 'due', owner = NULL, due_at = mine.due_at,
      waits = queue.waits + (mine.state = 'pending')::int
    FROM mine WHERE queue.message_id = mine.message_id AND NOT mine.ended
  )
  UPDATE messages SET response = left(mine.response, 500), attempt = mine.attempt, updated_at = now(),
    state = CASE WHEN mine.ended THEN 'skipped' ELSE mine.state END,
    reason = CASE WHEN mine.ended THEN source_kind || '.cancelled' ELSE mine.reason END,
    due_at = coalesce(mine.due_at, messages.due_at),
    reserved_at = CASE WHEN ${KEEPS_PLACE} THEN messages.reserved_at END
  FROM mine WHERE messages.id = mine.message_id
  RETURNING messages.id`;

export const BOUNCED = `
  INSERT INTO message_events (message_id, contact_id, kind, data)
  SELECT message_id, contact_id, 'bounced', jsonb_build_object('diagnostic', left(diagnostic, 500)) || meaning
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[])
    AS bounced (message_id, contact_id, diagnostic, meaning)
  ON CONFLICT (message_id, kind) WHERE kind IN ('bounced', 'complained') DO NOTHING`;
