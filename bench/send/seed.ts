import type { Database } from '#libs/db';
import type { Product } from '../product.js';

const READERS = `
  WITH made AS (
    INSERT INTO contacts (email, first_name, last_name, country, city)
    SELECT 'reader.' || n || '@example.com', 'First' || n, 'Last' || n, 'GB', 'London' FROM generate_series(1, $1) n
    RETURNING id, email),
  named AS (INSERT INTO contact_identities (kind, value, contact_id) SELECT 'email', email, id FROM made)
  INSERT INTO consents (contact_id, topic_id, status)
  SELECT id, (SELECT id FROM topics WHERE slug = 'newsletter'), 'subscribed' FROM made`;

/** N readers with names, subscribed to the newsletter. */
export async function seedReaders(db: Database, count: number): Promise<void> {
  await db.execute(READERS, [count]);
  await db.execute('ANALYZE');
}

/** A personal mail of about 14 KB on the wire: ten tracked links, pixel, unsubscribe, text part. */
export async function prepareCampaign(product: Product): Promise<number> {
  await product.call('POST', '/senders', {
    name: 'Tidings',
    email: 'news@bench.example',
    postal_address: '1 Main Street',
  });
  const paragraph =
    'Twenty years of careful work went into the things that we show you here, {{default contact.first_name "friend"}}. ';
  const invitation =
    'Come and see it in the workshop on any day but Monday, or have it sent to you: it arrives within days.';
  const article = (n: number): string =>
    `<h2 style="font-size:18px;margin:0 0 8px">News number ${String(n)} for {{contact.city}}</h2><p style="font-size:14px;line-height:22px;margin:0 0 12px">${paragraph.repeat(4)}${invitation}</p><p><a href="https://www.example.com/articles/${String(n)}?utm_source=news" style="color:#2244aa">Read article ${String(n)}</a></p>`;
  const articles = Array.from({ length: 10 }, (_, index) => article(index + 1)).join('\n');
  const html = `<html lang="en" dir="ltr"><head><title>News</title></head><body><p>Hello {{default contact.first_name "friend"}} {{contact.last_name}},</p>${articles}<p><a href="{{unsubscribe_url}}">Unsubscribe</a></p></body></html>`;
  const { id } = await product.call('POST', '/templates', {
    name: 'Bench',
    subject: 'News for {{contact.first_name}}',
    html,
  });
  return id;
}
