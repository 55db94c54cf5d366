/** Rows of returned_mails, one statement for many. Raw mail travels as one binary parameter that the server cuts. */
export const STORE = `
  INSERT INTO returned_mails (received_at, source, fingerprint, kind, reason, status, diagnostic, address, from_header,
    subject, message_id, contact_id, matched_by, raw, effect, effect_address)
  SELECT received_at, source, fingerprint, kind, reason, status, diagnostic, address, from_header, subject, message_id,
    contact_id, matched_by, nullif(substring($14::bytea FROM start FOR size), ''), effect, effect_address
  FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::text[], $15::int[], $16::int[],
    $17::text[], $18::text[])
    AS came (received_at, source, fingerprint, kind, reason, status, diagnostic, address, from_header, subject,
      message_id, contact_id, matched_by, start, size, effect, effect_address)
  ON CONFLICT (fingerprint) DO NOTHING
  RETURNING fingerprint`;

// An erasure locks the contact first and then goes from table to table: what came back meanwhile would be written behind
// it. This waits for it, and in the same order, before the mails are locked.
export const HOLD_PEOPLE = `
  SELECT FROM contacts WHERE id IN (SELECT contact_id FROM messages WHERE id = ANY($1))
  ORDER BY id FOR KEY SHARE`;

/** All spellings of the contacts that returned mail is about; the address in use comes first. Who is erased has no row. */
export const ADDRESSES = `
  SELECT contact.id AS "contactId", identity.value AS address
  FROM contacts contact LEFT JOIN contact_identities identity
    ON identity.contact_id = contact.id AND identity.kind = 'email'
  WHERE contact.id = ANY($1) ORDER BY contact.id, identity.value = contact.email DESC`;

/** What the last of many temporary failures came to, which is known when it has been counted. */
export const SAY_BLOCKED = `UPDATE returned_mails SET effect = 'blocked' WHERE fingerprint = ANY($1)`;

export const SUPPRESS = `
  INSERT INTO suppressions (email, reason, source, created_at)
  SELECT DISTINCT ON (email) email, reason, source, $4 FROM unnest($1::text[], $2::text[], $3::text[])
    AS dead (email, reason, source) ORDER BY email
  ON CONFLICT (email) DO NOTHING`;

export const ADD_SOFT = `
  INSERT INTO soft_bounces (email, message_id, at) SELECT * FROM unnest($1::text[], $2::bigint[], $3::timestamptz[])
  ON CONFLICT DO NOTHING`;

export const FORGET_SOFT = `DELETE FROM soft_bounces WHERE email = ANY($1)`;

// Failures that came after the last sign of life: a person's open, click or answer says that mail arrives.
export const WORN_OUT = `
  SELECT came.email, came.contact_id AS "contactId", count(*)::int AS count
  FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::bigint[]) AS came (email, contact_id)) came
  JOIN soft_bounces soft ON soft.email = came.email
    AND soft.at > coalesce((SELECT max(event.at) FROM message_events event WHERE event.contact_id = came.contact_id
      AND came.contact_id > 0 AND event.kind IN ('opened', 'clicked', 'replied') AND NOT event.machine), '-infinity')
  GROUP BY came.email, came.contact_id
  HAVING count(*) >= $3 AND max(soft.at) - min(soft.at) >= make_interval(days => $4)`;

/** A one-time value that was not seen before. */
export const TAKE_NONCE = `INSERT INTO hook_nonces (nonce, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
