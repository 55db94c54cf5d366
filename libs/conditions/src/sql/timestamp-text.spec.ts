import { expect, it } from '@jest/globals';
import { timestampText } from './timestamp-text.js';

it.each([
  ['2026-11-27T10:00:00.000Z', '2026-11-27T10:00:00.000Z'],
  ['0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'],
  ['0000-12-31T09:00:00.000Z', '0001-12-31T09:00:00.000Z BC'],
  ['-000099-03-01T00:00:00.000Z', '0100-03-01T00:00:00.000Z BC'],
  ['+010000-01-01T11:59:59.000Z', '10000-01-01T11:59:59.000Z'],
])('writes %s so that PostgreSQL reads it', (iso, text) => {
  expect(timestampText(new Date(iso))).toBe(text);
});
