import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('or', () => {
  it('holds when one value is there', async () => {
    expect(await print('{{or contact.a contact.b}}', { b: 'x' })).toBe('true');
    expect(await print('{{or contact.a contact.b}}', { a: 0, b: [] })).toBe('false');
  });
});
