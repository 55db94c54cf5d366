import type { Database } from '#libs/db';
import { CUSTOM_FIELDS, TAGS, type World } from './world.js';

/** Puts a world into an empty database; resolves with the ids of its contacts and of its three static segments. */
export async function loadWorld(db: Database, world: World): Promise<{ contacts: number[]; segments: number[] }> {
  await db.execute('TRUNCATE contacts, tags, fields, events, segments, segment_members RESTART IDENTITY CASCADE');
  await db.execute(`INSERT INTO topics (slug, name) VALUES ('offers', 'Offers') ON CONFLICT DO NOTHING`);
  for (const [key, type] of Object.entries(CUSTOM_FIELDS)) {
    await db.execute('INSERT INTO fields (key, label, type) VALUES ($1, $1, $2)', [key, type]);
  }
  for (const tag of TAGS) {
    await db.execute('INSERT INTO tags (name, folded) VALUES ($1, $2)', [tag, tag.normalize('NFC').toLowerCase()]);
  }
  const segments: number[] = [];
  for (const name of ['a', 'b', 'c']) {
    const [row] = await db.query<{ id: number }>(
      `INSERT INTO segments (slug, name, kind, status) VALUES ($1, $1, 'static', 'ready') RETURNING id`,
      [name],
    );
    segments.push(row!.id);
  }
  const contacts: number[] = [];
  for (const contact of world.contacts) contacts.push(await loadContact(db, contact, segments));
  return { contacts, segments };
}

async function loadContact(db: Database, contact: World['contacts'][number], segments: number[]): Promise<number> {
  const { first_name, country, birth_date, latitude, longitude, time_zone } = contact.columns;
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO contacts (first_name, country, birth_date, latitude, longitude, time_zone, fields, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      ...[first_name, country, birth_date, latitude, longitude, time_zone],
      ...[JSON.stringify(contact.fields), contact.createdAt],
    ],
  );
  const id = row!.id;
  for (const tag of contact.tags) {
    await db.execute('INSERT INTO contact_tags (contact_id, tag_id) SELECT $1, id FROM tags WHERE name = $2', [
      id,
      tag,
    ]);
  }
  for (const [topic, status] of Object.entries(contact.consents)) {
    await db.execute(
      'INSERT INTO consents (contact_id, topic_id, status) SELECT $1, id, $3 FROM topics WHERE slug = $2',
      [id, topic, status],
    );
  }
  for (const number of contact.segments) {
    await db.execute('INSERT INTO segment_members (segment_id, contact_id, entered_at) VALUES ($1, $2, now())', [
      segments[number],
      id,
    ]);
  }
  for (const { name, at, value, currency, properties } of contact.events) {
    await db.execute(
      'INSERT INTO events (contact_id, name, occurred_at, value, currency, properties) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, name, at, value, currency, JSON.stringify(properties)],
    );
  }
  return id;
}
