import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { SystemClock } from '#libs/kernel';
import { openSegments, type OpenSegments } from '../testing/open-segments.js';
import { SegmentPreviews } from './segment-preview.service.js';

const PEOPLE = 20_000;
/** A nested loop over two groups of 20,000 takes longer than a minute. */
const SOON_MS = 5_000;

/** An event whose name came after the last ANALYZE: the planner takes it for rare. */
const SEED = [
  `INSERT INTO contacts (email) SELECT 'c' || n || '@example.com' FROM generate_series(1, ${String(PEOPLE)}) n`,
  `INSERT INTO events (contact_id, name, occurred_at)
   SELECT id, 'known ' || id % 8, now() - id * interval '1 min' FROM contacts`,
  'ANALYZE contacts, events',
  'ALTER TABLE events SET (autovacuum_enabled = false)',
  `INSERT INTO events (contact_id, name, occurred_at, value)
   SELECT id, 'fresh', now() - interval '1 hour', 5 FROM contacts`,
];

const sumWithin = (within: string): unknown => {
  return { type: 'event', event: 'fresh', measure: 'sum', of: 'value', op: 'gte', value: 2, within };
};
const CONDITION = { all: [sumWithin('7d'), sumWithin('30d')] };

describe('segments of an event that is newer than the statistics', () => {
  let database: TestDatabase;
  let opened: OpenSegments;
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const statement of SEED) await database.db.execute(statement);
    opened = openSegments(database.db);
  }, 60_000);
  afterAll(() => database.drop());

  it('are counted at once', async () => {
    const preview = new SegmentPreviews(database.db, opened.evaluator, new SystemClock());
    const started = performance.now();
    expect(await preview.preview(CONDITION, false)).toMatchObject({ count: PEOPLE, exact: true });
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  }, 60_000);

  it('judge a batch by the rows of its contacts', async () => {
    const subjects = Array.from({ length: 200 }, (_, index) => ({ contactId: index + 1 }));
    const started = performance.now();
    const verdicts = await opened.evaluator.judge(database.db, CONDITION, subjects, new Date());
    expect(verdicts).toEqual(subjects.map(() => true));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
