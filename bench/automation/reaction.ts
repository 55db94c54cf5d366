import type { Database } from '#libs/db';
import { Arrivals } from '../arrivals.js';
import { byTheClock } from '../by-the-clock.js';
import { percentile } from '../harness.js';
import type { Product } from '../product.js';

const PER_SECOND = 500;
/** 20 s of events, each of another contact. */
const MAX_EVENTS = 10_000;
const AUTOMATIONS = 50;
const PATIENCE_MS = 60_000;

const READERS = `
  WITH made AS (
    INSERT INTO contacts (email, first_name)
    SELECT 'visitor.' || n || '@example.com', 'Visitor' FROM generate_series(1, $1) n RETURNING id, email),
  named AS (INSERT INTO contact_identities (kind, value, contact_id) SELECT 'email', email, id FROM made),
  asked AS (
    INSERT INTO consents (contact_id, topic_id, status)
    SELECT id, (SELECT id FROM topics WHERE slug = 'newsletter'), 'subscribed' FROM made)
  SELECT id FROM made ORDER BY id`;

const WRITTEN = `
  SELECT contact_id AS "contactId" FROM messages WHERE source_kind = 'automation' AND contact_id = ANY($1::bigint[])`;
/** Looking more often takes from what is measured. */
const LOOK_MS = 40;

const MAILS = `SELECT count(*)::int AS mails FROM messages WHERE source_kind = 'automation'`;

/** In milliseconds, from the API call to the committed row. */
export interface Reaction {
  readonly events: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * How long it takes from the call that reports an event until the first mail of the automation that it starts stands in
 * the ledger: 500 events a second, 50 live automations with a mail as their first step. Throws when one gets no mail, or
 * two.
 */
export async function measureReaction(db: Database, product: Product, size: number): Promise<Reaction> {
  const events = Math.min(size, MAX_EVENTS);
  await makeAutomations(product);
  const visitors = (await db.query<{ id: number }>(READERS, [events])).map(({ id }) => id);
  await db.execute('ANALYZE contacts, consents');
  const arrivals = new Arrivals((contacts) => db.query<{ contactId: number }>(WRITTEN, [contacts]), LOOK_MS);
  try {
    await byTheClock(PER_SECOND, events, (index, counted) => {
      const id = visitors[index] ?? 0;
      arrivals.expect(id, counted);
      return product.call('POST', '/events', { contact: { id }, name: `visited_${String(index % AUTOMATIONS)}` });
    });
    await arrivals.settle(PATIENCE_MS);
  } finally {
    await arrivals.stop();
  }
  const [written] = await db.query<{ mails: number }>(MAILS);
  if (arrivals.open > 0 || written?.mails !== events) {
    throw new Error(
      `${String(events)} events, ${String(written?.mails)} mails, ${String(arrivals.open)} still awaited`,
    );
  }
  const at = (p: number): number => percentile(arrivals.latencies, p);
  return { events, p50: at(50), p95: at(95), p99: at(99) };
}

async function makeAutomations(product: Product): Promise<void> {
  await product.call('POST', '/senders', {
    name: 'Bench',
    email: 'news@bench.example',
    postal_address: '1 Main Street',
  });
  const { id: template } = await product.call('POST', '/templates', {
    name: 'Visit',
    subject: 'You came by',
    html: '<p>Hello {{default contact.first_name "friend"}}</p><p><a href="{{unsubscribe_url}}">Unsubscribe</a></p>',
  });
  for (let index = 0; index < AUTOMATIONS; index += 1) {
    const { id } = await product.call('POST', '/automations', {
      name: `Visit ${String(index)}`,
      triggers: [{ type: 'event', event: `visited_${String(index)}` }],
      start: 'mail',
      steps: { mail: { type: 'send_email', template, next: null } },
    });
    await product.call('POST', `/automations/${String(id)}/publish`);
  }
}
