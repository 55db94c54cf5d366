import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('gt', () => {
  it.each([
    [10, '9', true],
    ['10', '9', true],
    [9, '9', false],
    ['2026-11-03', '"2026-10-31"', true],
    ['b', '"a"', true],
    [undefined, '1', false],
    ['', '1', false],
    [[5], '1', false],
  ])('%p > %s is %s', async (x, other, expected) => {
    expect(await print(`{{gt contact.x ${other}}}`, { x })).toBe(String(expected));
  });
});
