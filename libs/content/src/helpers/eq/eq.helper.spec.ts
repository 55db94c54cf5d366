import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('eq', () => {
  it.each([
    ['GB', '"GB"', true],
    ['GB', '"gb"', false],
    [5, '5', true],
    ['5', '5', true],
    ['5.0', '5', true],
    [true, 'true', true],
    ['', 'contact.gone', true],
    ['a', 'contact.gone', false],
    [['a'], '"a"', false],
  ])('%p and %s', async (x, other, expected) => {
    expect(await print(`{{eq contact.x ${other}}}`, { x })).toBe(String(expected));
  });

  it('opens a block', async () => {
    expect(await print('{{#eq contact.x "a"}}A{{else eq contact.x "b"}}B{{else}}C{{/eq}}', { x: 'b' })).toBe('B');
  });
});
