export const ADD_BUCKETS = `
  INSERT INTO throttle_buckets (key) SELECT unnest($1::text[]) ON CONFLICT (key) DO NOTHING`;

// In the order of keys, so that two processes never wait for each other.
export const LOCK_BUCKETS = `
  SELECT key, next_at AS "nextAt", planned_at AS "plannedAt", day::text AS day, day_taken AS "dayTaken"
  FROM throttle_buckets WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE`;

export const WRITE_BUCKETS = `
  UPDATE throttle_buckets bucket
  SET next_at = mine.next_at, planned_at = mine.planned_at, day = mine.day, day_taken = mine.day_taken
  FROM unnest($1::text[], $2::double precision[], $3::double precision[], $4::date[], $5::int[])
    AS mine (key, next_at, planned_at, day, day_taken)
  WHERE bucket.key = mine.key`;

// What other processes that live have under way. The lock on the bucket lets nobody add to it meanwhile.
export const HELD_BY_OTHERS = `
  SELECT key, sum(held)::int AS held FROM throttle_holds JOIN message_owners ON message_owners.owner = throttle_holds.owner
  WHERE key = ANY($1::text[]) AND throttle_holds.owner <> $2 AND lease_until > now() GROUP BY key`;

// Sums, not differences: told twice they stay the same.
export const WRITE_HOLDS = `
  INSERT INTO throttle_holds (key, owner, held)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) AS mine (key, owner, held) ORDER BY key, owner
  ON CONFLICT (key, owner) DO UPDATE SET held = excluded.held`;

// A day after its last use a bucket says what none says.
export const TIDY_BUCKETS = `
  DELETE FROM throttle_buckets WHERE greatest(next_at, planned_at) < $1 AND (day IS NULL OR day < $2::date)`;

export const TIDY_HOLDS = `
  DELETE FROM throttle_holds WHERE held = 0 OR NOT EXISTS
    (SELECT FROM message_owners WHERE message_owners.owner = throttle_holds.owner AND lease_until > now())`;
