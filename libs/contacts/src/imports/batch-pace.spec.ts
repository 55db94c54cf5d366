import { describe, expect, it } from '@jest/globals';
import { BatchPace } from './batch-pace.js';

describe('the pace of an import', () => {
  it('begins with few rows and grows to many while batches are quick', () => {
    const pace = new BatchPace();
    const seen = Array.from({ length: 6 }, () => {
      const { rows } = pace;
      pace.note(rows, 100);
      return rows;
    });
    expect(seen).toEqual([250, 1000, 4000, 16_000, 20_000, 20_000]);
  });

  it('falls when a batch takes long, but not below where it began', () => {
    const pace = new BatchPace();
    for (let n = 0; n < 3; n += 1) pace.note(pace.rows, 10);
    pace.note(16_000, 3000);
    expect(pace.rows).toBe(16_000);
    pace.note(16_000, 5000);
    expect(pace.rows).toBe(8000);
    for (let n = 0; n < 10; n += 1) pace.note(pace.rows, 5000);
    expect(pace.rows).toBe(250);
  });

  it('learns nothing from what is left at the end', () => {
    const pace = new BatchPace();
    pace.note(3, 1);
    expect(pace.rows).toBe(250);
  });
});
