/** How long a process may work without saying that it lives. */
export const LEASE_S = 60;

export const RENEW = `
  INSERT INTO message_owners (owner, lease_until) VALUES ($1, now() + interval '${String(LEASE_S)} s')
  ON CONFLICT (owner) DO UPDATE SET lease_until = excluded.lease_until`;

export const LEAVE = `
  DELETE FROM message_owners WHERE owner = $1
    AND NOT EXISTS (SELECT FROM message_queue WHERE owner = $1 AND state <> 'due')`;

// A process that was stopped for longer than its lease takes and hands over nothing until it has renewed it.
const lives = (owner: string): string =>
  `EXISTS (SELECT FROM message_owners WHERE message_owners.owner = ${owner} AND lease_until > now())`;

const IS_HELD = `EXISTS (SELECT FROM message_sources source WHERE source.kind = queue.source_kind
  AND source.id = queue.source_id AND source.state <> 'active')`;

const firstLane = (after: string, before: string): string => `
  SELECT queue.priority, queue.source_kind, queue.lane FROM message_queue queue
  WHERE (queue.priority, queue.source_kind, queue.lane) > ${after}
    AND (queue.priority, queue.source_kind, queue.lane) < ${before}
  ORDER BY queue.priority, queue.source_kind, queue.lane LIMIT 1`;

// From lane to lane by the index, whatever is in them: a paused campaign costs one look. Between those that are being
// worked off ($2 to $4), and never into them: there the index holds what has left a moment ago, and each look would step
// over all of that.
export const DUE_LANES = `
  WITH RECURSIVE borders AS (
    SELECT priority, source_kind, lane, lead(priority) OVER by_place AS until_priority,
      lead(source_kind) OVER by_place AS until_kind, lead(lane) OVER by_place AS until_lane
    FROM (SELECT * FROM unnest($2::smallint[], $3::text[], $4::bigint[])
      UNION ALL VALUES ('-1'::smallint, '', 0), ('32767'::smallint, '', 0)) AS border (priority, source_kind, lane)
    WINDOW by_place AS (ORDER BY priority, source_kind, lane)
  ), lanes AS (
    SELECT first.*, until_priority, until_kind, until_lane FROM borders,
      LATERAL (${firstLane('(borders.priority, borders.source_kind, borders.lane)', '(until_priority, until_kind, until_lane)')}) first
    UNION ALL
    SELECT following.*, until_priority, until_kind, until_lane FROM lanes,
      LATERAL (${firstLane('(lanes.priority, lanes.source_kind, lanes.lane)', '(until_priority, until_kind, until_lane)')}) following
  )
  SELECT priority, source_kind AS "sourceKind", lane FROM lanes
  WHERE EXISTS (SELECT FROM message_queue queue WHERE queue.priority = lanes.priority
      AND queue.source_kind = lanes.source_kind AND queue.lane = lanes.lane AND queue.due_at <= $1 AND queue.state = 'due')
    AND NOT EXISTS (SELECT FROM message_sources source
      WHERE source.kind = lanes.source_kind AND source.id = lanes.lane AND source.state <> 'active')
  ORDER BY priority, source_kind, lane`;

// One statement claims: SKIP LOCKED keeps two processes apart, the attempt number fences the one that comes back late.
// Rows before the mark ($7, $8) are under way or gone: the index still holds them until a vacuum has been there.
export const CLAIM = `
  WITH picked AS (
    SELECT message_id FROM message_queue queue
    WHERE priority = $3 AND source_kind = $4 AND lane = $5 AND due_at <= $2 AND (due_at, message_id) > ($7, $8)
      AND state = 'due' AND ${lives('$1')} AND NOT EXISTS (SELECT FROM message_sources source
        WHERE source.kind = $4 AND source.id = $5 AND source.state <> 'active')
    ORDER BY due_at, message_id LIMIT $6 FOR UPDATE OF queue SKIP LOCKED
  ), taken AS (
    UPDATE message_queue queue SET state = 'claimed', attempt = queue.attempt + 1, owner = $1
    FROM picked WHERE queue.message_id = picked.message_id
    RETURNING queue.message_id, queue.attempt, queue.waits, queue.due_at
  )
  SELECT messages.id, contact_id AS "contactId", source_kind AS "sourceKind", source_id AS "sourceId", occurrence,
    class, recipient_kind AS "recipientKind", recipient_address AS "recipientAddress", topic_id AS "topicId",
    sender_id AS "senderId", template_id AS "templateId", messages.template_version AS "templateVersion", data,
    taken.attempt, taken.attempt - taken.waits AS tries, priority, created_at AS "createdAt", request_id AS "requestId", taken.due_at::text AS due
  FROM taken JOIN messages ON messages.id = taken.message_id
  ORDER BY taken.due_at, messages.id`;

// D68. The last look before hand-over, in the statement that hands over: lease, source, consent and suppression.
// Whoever unsubscribed, was suppressed or was paused a moment ago stays claimed here and is judged again by the caller.
// Its nine parameters begin with the number \`at\`: it may stand in a statement with others.
export const toSending = (at: number): string => {
  const $ = (offset: number): string => `$${String(at + offset)}`;
  return `
  UPDATE message_queue queue SET state = 'sending', mail_id = mine.mail_id,
    template_version = mine.template_version, subject = mine.subject, address = mine.address
  FROM unnest(${$(1)}::bigint[], ${$(2)}::int[], ${$(3)}::text[], ${$(4)}::int[], ${$(5)}::text[], ${$(6)}::bigint[],
    ${$(7)}::bigint[], ${$(8)}::text[])
    AS mine (id, attempt, mail_id, template_version, subject, contact_id, topic_id, address)
  WHERE queue.message_id = mine.id AND queue.attempt = mine.attempt AND queue.state = 'claimed'
    AND ${lives($(0))} AND NOT ${IS_HELD}
    AND (mine.topic_id IS NULL OR EXISTS (SELECT FROM consents WHERE consents.contact_id = mine.contact_id
      AND consents.topic_id = mine.topic_id AND consents.status = 'subscribed'
      AND (consents.expires_at IS NULL OR consents.expires_at > now())))
    AND NOT EXISTS (SELECT FROM suppressions WHERE suppressions.email = mine.address)
  RETURNING queue.message_id AS id`;
};

/** What its source gave up meanwhile does not wait again. */
export const ENDED = `EXISTS (SELECT FROM message_sources source WHERE source.kind = queue.source_kind
  AND source.id = queue.source_id AND source.state = 'ended')`;

// Either the end of a source waits for this and then sees what was put off, or this waits and then sees the end.
export const HOLD_SOURCES = `
  SELECT FROM message_sources
  WHERE (kind, id) IN (SELECT source_kind, source_id FROM messages WHERE messages.id = ANY($1::bigint[])) FOR SHARE`;

/** claimed, or also sending, → due again, or skipped. The caller knows that not one byte has left. */
export const giveBack = (states: string): string => `
  WITH mine AS (
    SELECT queue.message_id, ${ENDED} AS ended
    FROM message_queue queue JOIN unnest($1::bigint[], $2::int[]) AS given (id, attempt)
      ON queue.message_id = given.id AND queue.attempt = given.attempt
    WHERE queue.state IN (${states}) FOR UPDATE OF queue
  ), gone AS (
    DELETE FROM message_queue queue USING mine WHERE queue.message_id = mine.message_id AND mine.ended
  ), skipped AS (
    UPDATE messages SET state = 'skipped', reason = source_kind || '.cancelled', updated_at = now()
    FROM mine WHERE messages.id = mine.message_id AND mine.ended
  )
  UPDATE message_queue queue SET state = 'due', owner = NULL
  FROM mine WHERE queue.message_id = mine.message_id AND NOT mine.ended`;

export const EXPIRED_OWNERS = `SELECT owner FROM message_owners WHERE lease_until < now()`;

// Nobody knows whether a mail left that was being handed over: it is never silently sent again.
export const EXPIRE = `
  WITH lost AS (
    SELECT queue.message_id, queue.attempt, queue.mail_id, queue.template_version, queue.subject,
      queue.address,
      CASE WHEN queue.state = 'sending' THEN 'unknown' WHEN ${ENDED} THEN 'skipped' ELSE 'due' END AS becomes
    FROM message_queue queue WHERE queue.owner = ANY($1::text[]) AND queue.state <> 'due'
      AND NOT EXISTS (SELECT FROM message_owners WHERE message_owners.owner = queue.owner AND lease_until >= now())
    LIMIT 1000 FOR UPDATE OF queue SKIP LOCKED
  ), gone AS (
    DELETE FROM message_queue queue USING lost WHERE queue.message_id = lost.message_id AND lost.becomes <> 'due'
  ), freed AS (
    UPDATE message_queue queue SET state = 'due', owner = NULL
    FROM lost WHERE queue.message_id = lost.message_id AND lost.becomes = 'due'
  ), ended AS (
    UPDATE messages SET state = lost.becomes, updated_at = now(), attempt = lost.attempt,
      reason = CASE lost.becomes WHEN 'unknown' THEN 'worker.lost' ELSE source_kind || '.cancelled' END,
      message_id = coalesce(lost.mail_id, messages.message_id), subject = coalesce(lost.subject, messages.subject),
      template_version = coalesce(lost.template_version, messages.template_version),
      recipient_address = coalesce(messages.recipient_address, lost.address)
    FROM lost WHERE messages.id = lost.message_id AND lost.becomes <> 'due'
  )
  SELECT message_id FROM lost`;
