import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('ne', () => {
  it('is the opposite of eq', async () => {
    expect(await print('{{ne contact.x "a"}}', { x: 'b' })).toBe('true');
    expect(await print('{{ne contact.x "a"}}', { x: 'a' })).toBe('false');
    expect(await print('{{ne contact.x "a"}}')).toBe('true');
  });
});
