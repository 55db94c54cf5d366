import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('lt', () => {
  it.each([
    [8, '9', true],
    ['9', '10', true],
    [9, '9', false],
    ['2026-10-31', '"2026-11-03"', true],
    [undefined, '1', false],
    [{}, '1', false],
  ])('%p < %s is %s', async (x, other, expected) => {
    expect(await print(`{{lt contact.x ${other}}}`, { x })).toBe(String(expected));
  });

  it('compares a Date with a text in ISO 8601', async () => {
    expect(await print('{{lt contact.x "2026-11-03"}}', { x: new Date('2026-10-31T00:00:00Z') })).toBe('true');
  });
});
