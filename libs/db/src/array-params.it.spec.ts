import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

const awkward = fc.constantFrom('', 'NULL', 'null', '"', '\\', '{', '}', ',', ' ', '\\"', 'é', '👍', '\n');
// PostgreSQL holds no U+0000.
const texts = fc.oneof(
  awkward,
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
);

describe('arrays as parameters', () => {
  it('arrive as they were given, whatever their texts are made of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(texts), { maxLength: 8 }), async (items) => {
        expect(await database.db.query('SELECT $1::text[] AS items', [items])).toEqual([{ items }]);
      }),
      { numRuns: 300 },
    );
  });

  it('may hold numbers, dates, truth values, bytes and arrays', async () => {
    const at = new Date('2026-02-28T23:59:59.999Z');
    const [row] = await database.db.query(
      `SELECT $1::bigint[] AS numbers, $2::float8[] AS fractions, $3::timestamptz[] AS dates, $4::boolean[] AS truths,
        $5::bytea[] AS bytes, $6::int[] AS rows`,
      [
        [1, null, 9007199254740991],
        [0.1, -1e-7],
        [at, null],
        [true, null, false],
        [Buffer.of(0, 255)],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    );
    expect(row).toEqual({
      numbers: [1, null, 9007199254740991],
      fractions: [0.1, -1e-7],
      dates: [at, null],
      truths: [true, null, false],
      bytes: [Buffer.of(0, 255)],
      rows: [
        [1, 2],
        [3, 4],
      ],
    });
  });
});
