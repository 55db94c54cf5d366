import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('and', () => {
  it('holds when all values are there', async () => {
    expect(await print('{{and contact.a contact.b 1}}', { a: 1, b: 'x' })).toBe('true');
    expect(await print('{{and contact.a contact.b}}', { a: 1 })).toBe('false');
  });
});
