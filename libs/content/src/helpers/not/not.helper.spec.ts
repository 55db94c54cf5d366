import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('not', () => {
  it('holds when the value is missing or false', async () => {
    expect(await print('{{not contact.a}}')).toBe('true');
    expect(await print('{{not contact.a}}', { a: 'x' })).toBe('false');
  });
});
