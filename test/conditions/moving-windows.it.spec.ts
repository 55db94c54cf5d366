import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { JudgedAlike } from './judged-alike.js';

/*
 * A month before 30 March, 10:00, is 28 February, 10:00, and a month before 31 March, 9:00, is 28 February, 9:00: as
 * time goes on, the start of a window of months may go back.
 */
const [BEFORE, AFTER] = ['2026-03-30T10:00:00Z', '2026-03-31T09:00:00Z'];
const BETWEEN_STARTS = '2026-02-28T09:30:00Z';

let database: TestDatabase;
let all: JudgedAlike;
let ann: number;
beforeAll(async () => {
  database = await createTestDatabase();
  all = new JudgedAlike(database.db);
  ann = await all.contact();
  await all.happened({ contact: ann, name: 'cart', at: BETWEEN_STARTS });
  await all.happened({ contact: ann, name: 'order', at: '2026-02-28T09:31:00Z' });
  await database.db.execute(
    `WITH mail AS (
       INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
       VALUES ($1, 'campaign', 1, 'one', 'marketing', 'sent', $2) RETURNING id, contact_id
     ) INSERT INTO message_events (message_id, contact_id, kind, at) SELECT id, contact_id, 'clicked', $2 FROM mail`,
    [ann, BETWEEN_STARTS],
  );
});
afterAll(() => database.drop());

describe('a window of months whose start goes back', () => {
  it.each([
    ['events', { type: 'event', event: 'cart', within: '1mo' }],
    ['the last event', { type: 'event', event: 'cart', measure: 'last', op: 'in_last', value: '1mo' }],
    ['mails', { type: 'email', action: 'sent', within: '1mo' }],
    ['clicks', { type: 'email', action: 'clicked', measure: 'first', op: 'in_last', value: '1mo' }],
    [
      'sequences',
      { type: 'sequence', first: { event: 'cart' }, then: { event: 'order' }, window: '4h', within: '1mo' },
    ],
  ])('lets %s in again, and names them', async (_what, tree) => {
    expect(await all.matches(tree, ann, BEFORE)).toBe(false);
    expect(await all.matches(tree, ann, AFTER)).toBe(true);
    expect(await all.moved(tree, BEFORE, AFTER)).toEqual([ann]);
  });
});
