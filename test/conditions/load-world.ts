import type { Database } from '#libs/db';
import { CUSTOM_FIELDS, SOURCES, TAGS, type World, type WorldMail } from './world.js';

/** Puts a world into an empty database; resolves with the ids of its contacts and of its three static segments. */
export async function loadWorld(db: Database, world: World): Promise<{ contacts: number[]; segments: number[] }> {
  await db.execute(
    'TRUNCATE contacts, tags, fields, events, segments, segment_members, templates, campaigns, automations, messages, message_events, event_currencies, currency_rates RESTART IDENTITY CASCADE',
  );
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
  await loadSources(db);
  const contacts: number[] = [];
  for (const contact of world.contacts) contacts.push(await loadContact(db, contact, segments));
  await loadCurrencies(db, world);
  return { contacts, segments };
}

async function loadCurrencies(db: Database, { rates }: World): Promise<void> {
  await db.execute(
    `INSERT INTO event_currencies (name, currency)
     SELECT DISTINCT name, coalesce(currency, '') FROM events WHERE value IS NOT NULL`,
  );
  for (const { currency, day, rate } of rates) {
    await db.execute(`INSERT INTO currency_rates (base, currency, day, rate) VALUES ('USD', $1, $2, $3)`, [
      ...[currency, day, rate],
    ]);
  }
}

async function loadSources(db: Database): Promise<void> {
  for (const id of SOURCES) {
    await db.execute(`INSERT INTO templates (name, subject) VALUES ($1, '')`, [`template ${String(id)}`]);
    await db.execute(
      `INSERT INTO campaigns (name, template_id, topic_id, audience)
       SELECT $1, $2, min(id), '{}' FROM topics`,
      [`campaign ${String(id)}`, id],
    );
    await db.execute(`INSERT INTO automations (name, draft) VALUES ($1, '{}')`, [`automation ${String(id)}`]);
  }
}

const RECIPIENTS = {
  campaign: 'contact',
  automation: 'contact',
  transactional: 'address',
  test: 'address',
  sales: 'user',
} as const;

async function loadMail(db: Database, contactId: number, mail: WorldMail, occurrence: number): Promise<void> {
  const { source, sentAt, bounced, events } = mail;
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, recipient_kind, state, sent_at, bounced_at)
     VALUES ($1, $2, $3, $4, 'marketing', $5, $6, $7, $8) RETURNING id`,
    [
      ...[contactId, source.kind, source.id, String(occurrence), RECIPIENTS[source.kind]],
      ...[sentAt ? 'sent' : 'pending', sentAt, bounced && sentAt ? sentAt : null],
    ],
  );
  for (const [index, { kind, at, machine }] of events.entries()) {
    await db.execute(
      'INSERT INTO message_events (message_id, contact_id, kind, at, machine, data) VALUES ($1, $2, $3, $4, $5, $6)',
      [row!.id, contactId, kind, at, machine, JSON.stringify({ key: String(index) })],
    );
  }
}

async function loadContact(db: Database, contact: World['contacts'][number], segments: number[]): Promise<number> {
  const { first_name, country, birth_date, latitude, longitude, time_zone } = contact.columns;
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO contacts (first_name, country, birth_date, latitude, longitude, time_zone, fields, created_at, changed_fields)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
    [
      ...[first_name, country, birth_date, latitude, longitude, time_zone],
      ...[JSON.stringify(contact.fields), contact.createdAt, JSON.stringify(contact.changes)],
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
  for (const [occurrence, mail] of contact.mails.entries()) await loadMail(db, id, mail, occurrence);
  return id;
}
