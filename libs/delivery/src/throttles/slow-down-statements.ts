const COLUMNS = `sender_id AS "senderId", domain, full_rate AS "fullRate", rate, paused_until AS "pausedUntil", since,
  changed_at AS "changedAt", code, response`;

export const SLOW_DOWNS = `SELECT ${COLUMNS} FROM throttle_slow_downs`;

export const SLOW_DOWNS_OF = `${SLOW_DOWNS} WHERE sender_id = $1 ORDER BY domain`;

/** Mails a second: slower than this nothing is made. */
export const FLOOR = 0.1;

// Answers that come while it waits are about mails that were under way when the rate was cut: they cut it once.
export const SLOW = `
  INSERT INTO throttle_slow_downs AS known
    (sender_id, domain, full_rate, rate, paused_until, since, changed_at, code, response)
  SELECT asked.sender_id, domain, full_rate, greatest(full_rate / 2, ${String(FLOOR)}),
    $1::timestamptz + wait_ms * interval '1 ms', $1, $1, code, response
  FROM unnest($2::bigint[], $3::text[], $4::double precision[], $5::double precision[], $6::text[], $7::text[])
    AS asked (sender_id, domain, full_rate, wait_ms, code, response)
  WHERE EXISTS (SELECT FROM senders WHERE senders.id = asked.sender_id)
  ORDER BY asked.sender_id, domain
  ON CONFLICT (sender_id, domain) DO UPDATE SET
    rate = CASE WHEN known.paused_until > $1 THEN known.rate ELSE greatest(known.rate / 2, ${String(FLOOR)}) END,
    changed_at = CASE WHEN known.paused_until > $1 THEN known.changed_at ELSE $1 END,
    paused_until = greatest(known.paused_until, excluded.paused_until),
    code = excluded.code, response = excluded.response`;

/** Time from one step up to the next, and its part of the full rate: from a half to all of it in five minutes. */
export const STEP_S = 30;
export const STEP = 0.05;

const SUCCEEDED = `unnest($2::bigint[], $3::text[]) AS went (sender_id, domain)
  WHERE slow.sender_id = went.sender_id AND slow.domain = went.domain
    AND slow.paused_until <= $1 AND slow.changed_at <= $1 - interval '${String(STEP_S)} s'`;

export const RAISE = `
  UPDATE throttle_slow_downs slow
  SET rate = least(slow.full_rate, slow.rate + slow.full_rate * ${String(STEP)}), changed_at = $1 FROM ${SUCCEEDED}`;

// A step after it has reached the full rate: that it holds has been seen by then.
export const LIFT_RECOVERED = `
  DELETE FROM throttle_slow_downs slow USING ${SUCCEEDED} AND slow.rate >= slow.full_rate`;

export const LIFT = `DELETE FROM throttle_slow_downs WHERE sender_id = $1 AND domain = $2`;
