import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('upper', () => {
  it("follows the rules of the recipient's language", async () => {
    expect(await print('{{upper contact.x}}', { x: 'istanbul ß' })).toBe('ISTANBUL SS');
    expect(await print('{{upper contact.x}}', { x: 'istanbul' }, { locale: 'tr' })).toBe('İSTANBUL');
    expect(await print('{{upper contact.x}}', { x: 'a' }, { locale: '??' })).toBe('A');
  });
});
