import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { SystemClock } from '#libs/kernel';
import { openSegments } from '../testing/open-segments.js';
import { SegmentPreviews } from './segment-preview.service.js';

const PEOPLE = 100_000;

/** A third of them is called Ada, and the pattern is slow enough that nobody counts all of them in a moment. */
const SEED = `
  INSERT INTO contacts (email, first_name)
  SELECT 'c' || n || '@example.com', CASE WHEN n % 3 = 0 THEN 'Ada' ELSE 'Grace' END
  FROM generate_series(1, ${String(PEOPLE)}) n`;
const PATTERN = { type: 'field', field: 'first_name', op: 'matches', value: '^(a|b|c)(d|e|f)(a|b|c)$' };
const SLOW = { any: [PATTERN, { not: { not: PATTERN } }, { all: [PATTERN, PATTERN] }] };

describe('the estimate of a count', () => {
  let database: TestDatabase;
  let previews: SegmentPreviews;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.db.execute(SEED);
    await database.db.execute('VACUUM ANALYZE contacts');
    previews = new SegmentPreviews(database.db, openSegments(database.db).evaluator, new SystemClock());
  }, 60_000);
  afterAll(() => database.drop());

  it('is given while the exact count would take longer, is near it, and says that it is none', async () => {
    const exact = await previews.preview(SLOW, false);
    expect(exact).toMatchObject({ exact: true, count: Math.floor(PEOPLE / 3) });
    const estimate = await previews.preview(SLOW, true);
    expect(estimate.exact).toBe(false);
    // Of 250 contacts at least: five standard deviations are 15 percent points of all.
    expect(Math.abs(estimate.count - exact.count)).toBeLessThan(0.15 * PEOPLE);
    expect(estimate.contactIds.length).toBeGreaterThan(0);
  });

  it('is the exact count where that is there at once', async () => {
    const few = { type: 'tag', op: 'has_any_of', value: ['nobody has this'] };
    // A machine that is busy just then may take longer than a moment once, not every time.
    const asked = [await previews.preview(few, true)];
    for (let more = 0; more < 20 && !asked.some(({ exact }) => exact); more += 1) {
      asked.push(await previews.preview(few, true));
    }
    expect(asked.find(({ exact }) => exact)).toMatchObject({ count: 0, exact: true });
  });
});
