import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CHANGE_SHARDS } from '#libs/contacts';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/*
 * What somebody who knows this one file would write to load it: COPY into a table without a log and without indexes,
 * then three statements. It leaves contacts, identities and the change log as the product does, under the same indexes.
 * It does not: check addresses, dates and numbers row by row (one bad cell ends it), tell which rows were made, report
 * errors, look out for the same address twice in the file, go on where it was killed, show progress or let others write
 * the same contacts meanwhile (it is one long transaction).
 */
const STAGING = `
  CREATE UNLOGGED TABLE staging (
    email text, first_name text, last_name text, country text, city text, birth_date date, plan text, income numeric)`;

const COPY = `COPY staging FROM STDIN (FORMAT csv, HEADER)`;

// A look-up for each row: whom the file tells of is known afterwards.
const MATCH = `
  CREATE UNLOGGED TABLE known AS
  SELECT identity.contact_id, staging.*
  FROM staging JOIN contact_identities identity ON identity.kind = 'email' AND identity.value = lower(staging.email)`;

const UPDATE = `
  WITH old AS MATERIALIZED (
    SELECT contacts.id, contacts.city, contacts.country, contacts.birth_date, contacts.fields
    FROM contacts JOIN known ON known.contact_id = contacts.id ORDER BY contacts.id FOR NO KEY UPDATE OF contacts
  ), written AS (
    UPDATE contacts SET first_name = known.first_name, last_name = known.last_name, country = known.country,
      city = known.city, birth_date = known.birth_date, updated_at = now(),
      fields = contacts.fields || jsonb_build_object('plan', known.plan, 'income', known.income)
    FROM known WHERE contacts.id = known.contact_id
  )
  INSERT INTO contact_changes (shard, contact_id, dimension, old, new, quiet)
  SELECT mod(old.id, ${String(CHANGE_SHARDS)}), old.id, change.dimension, change.old, change.new, true
  FROM old JOIN known ON known.contact_id = old.id CROSS JOIN LATERAL (VALUES
    ('field:country', to_jsonb(old.country), to_jsonb(known.country)),
    ('field:city', to_jsonb(old.city), to_jsonb(known.city)),
    ('field:birth_date', to_jsonb(old.birth_date), to_jsonb(known.birth_date)),
    ('field:plan', old.fields -> 'plan', to_jsonb(known.plan)),
    ('field:income', old.fields -> 'income', to_jsonb(known.income))) change (dimension, old, new)
  WHERE change.old IS DISTINCT FROM change.new`;

const INSERT = `
  WITH made AS (
    INSERT INTO contacts (email, first_name, last_name, country, city, birth_date, fields)
    SELECT lower(email), first_name, last_name, country, city, birth_date,
      jsonb_build_object('plan', plan, 'income', income)
    FROM staging WHERE NOT EXISTS (SELECT FROM contact_identities WHERE kind = 'email' AND value = lower(staging.email))
    RETURNING id, email
  ), identified AS (
    INSERT INTO contact_identities (kind, value, contact_id) SELECT 'email', email, id FROM made
  )
  INSERT INTO contact_changes (shard, contact_id, dimension, quiet)
  SELECT mod(id, ${String(CHANGE_SHARDS)}), id, 'created', true FROM made`;

const DROP = `DROP TABLE IF EXISTS staging, known`;

/** Loads the file by hand-written statements, in one transaction. */
export async function loadByHand(client: PoolClient, path: string): Promise<void> {
  await client.query('BEGIN');
  await client.query(STAGING);
  await pipeline(createReadStream(path, { highWaterMark: 262_144 }), client.query(copyFrom(COPY)));
  await client.query('ANALYZE staging');
  for (const statement of [MATCH, UPDATE, INSERT, DROP, 'COMMIT']) await client.query(statement);
}
