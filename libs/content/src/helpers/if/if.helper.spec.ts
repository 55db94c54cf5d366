import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

const source = '{{#if contact.x}}yes{{else}}no{{/if}}';

describe('if', () => {
  it.each([
    ['a', 'yes'],
    [1, 'yes'],
    [true, 'yes'],
    [['a'], 'yes'],
    [{}, 'yes'],
    ['', 'no'],
    [0, 'no'],
    [false, 'no'],
    [null, 'no'],
    [undefined, 'no'],
    [[], 'no'],
  ])('a condition on %p is %s', async (x, expected) => {
    expect(await print(source, { x })).toBe(expected);
  });

  it('takes 0 for true with includeZero', async () => {
    expect(await print('{{#if contact.x includeZero=true}}yes{{/if}}', { x: 0 })).toBe('yes');
  });

  it('goes on with else if', async () => {
    const chain = '{{#if contact.a}}A{{else if contact.b}}B{{else}}C{{/if}}';
    expect(await print(chain, { b: 1 })).toBe('B');
    expect(await print(chain)).toBe('C');
  });
});
