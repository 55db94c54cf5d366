import type { Database } from '#libs/db';

const MAX_EVENTS = 20_000_000;
const EVENTS_PER_CONTACT = 10;

/** Numbers that are spread evenly and the same in every run, whatever the plan: 0 … below `limit`. */
function spread(id: string, salt: number, limit: number): string {
  return `((hashint8extended(${id}, ${String(salt)}) & 1073741823) % ${String(limit)})`;
}

const FIELDS = `
  INSERT INTO fields (key, label, type) VALUES ('plan', 'Plan', 'text'), ('income', 'Income', 'number')`;

// One in twenty has no country, one in ten no birthday: missing values belong to real data.
const CONTACTS = `
  INSERT INTO contacts (email, first_name, last_name, country, city, birth_date, fields)
  SELECT 'person.' || n || '@example.com', 'First' || n, 'Last' || n,
    (ARRAY['GB', 'IE', 'FR', 'DE', 'US', 'US', 'US', 'CA', 'ES', 'IT', 'NL', 'SE', 'NO', 'DK', 'PL', 'AT', 'CH', 'BE',
      'PT', NULL])[1 + ${spread('n', 1, 20)}],
    (ARRAY['London', 'Dublin', 'Birmingham', 'Berlin', 'Durham', 'Madrid', 'Roma', 'Oslo'])[1 + ${spread('n', 2, 8)}],
    CASE WHEN ${spread('n', 3, 10)} > 0 THEN date '1940-01-01' + ${spread('n', 4, 24_000)}::integer END,
    jsonb_build_object('plan', (ARRAY['free', 'basic', 'pro'])[1 + ${spread('n', 5, 3)}],
      'income', ${spread('n', 6, 200)} * 1000)
  FROM generate_series(1, $1::bigint) n`;

const IDENTITIES = `INSERT INTO contact_identities (kind, value, contact_id) SELECT 'email', email, id FROM contacts`;

const TAGS = `INSERT INTO tags (name, folded) SELECT 'tag-' || n, 'tag-' || n FROM generate_series(0, 9) n`;

const TAGGED = `
  INSERT INTO contact_tags (contact_id, tag_id)
  SELECT contacts.id, tags.id FROM contacts JOIN tags
    ON tags.folded IN ('tag-' || ${spread('contacts.id', 7, 10)}, 'tag-' || ${spread('contacts.id', 8, 40)})`;

const CONSENTS = `
  INSERT INTO consents (contact_id, topic_id, status)
  SELECT contacts.id, topics.id,
    (ARRAY['subscribed', 'subscribed', 'subscribed', 'unsubscribed'])[1 + ${spread('contacts.id', 9, 4)}]
  FROM contacts, topics WHERE topics.slug = 'newsletter'`;

// Seven pages, two orders and a cart of ten, over a year; who has many events is chance.
const EVENTS = `
  INSERT INTO events (contact_id, name, occurred_at, value, currency, properties)
  SELECT 1 + ${spread('n', 10, 1_000_000_007)} % $2::bigint,
    CASE WHEN kind < 7 THEN 'page_viewed' WHEN kind < 9 THEN 'order_completed' ELSE 'cart_created' END,
    now() - ${spread('n', 11, 365 * 86_400)} * interval '1 second',
    CASE WHEN kind IN (7, 8) THEN 5 + ${spread('n', 12, 20_000)} / 100.0 END,
    CASE WHEN kind IN (7, 8) THEN 'USD' END,
    CASE WHEN kind < 7 THEN jsonb_build_object('path', '/page/' || ${spread('n', 13, 50)})
      ELSE jsonb_build_object('category',
        (ARRAY['shoes', 'hats', 'books', 'games', 'Garden'])[1 + ${spread('n', 13, 5)}]) END
  FROM generate_series(1, $1::bigint) n CROSS JOIN LATERAL (SELECT ${spread('n', 14, 10)} AS kind) kinds`;

const EVENT_INDEXES = `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
  WHERE tablename = 'events' AND indexname <> 'events_pkey'`;

/** N contacts with tags and consents, and 10 N events, at most 20 million. */
export async function seedAudience(db: Database, contacts: number): Promise<{ events: number }> {
  const events = Math.min(MAX_EVENTS, contacts * EVENTS_PER_CONTACT);
  await db.execute(FIELDS);
  await db.execute(CONTACTS, [contacts]);
  for (const statement of [IDENTITIES, TAGS, TAGGED, CONSENTS]) await db.execute(statement);
  // Indexes built at the end are the same as grown ones, in a fifth of the time.
  const indexes = await db.query<{ name: string; definition: string }>(EVENT_INDEXES);
  for (const { name } of indexes) await db.execute(`DROP INDEX ${name}`);
  await db.execute(EVENTS, [events, contacts]);
  for (const { definition } of indexes) await db.execute(definition);
  // As autovacuum would have left it.
  await db.execute('VACUUM ANALYZE');
  return { events };
}
