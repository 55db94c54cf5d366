import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('lower', () => {
  it("follows the rules of the recipient's language", async () => {
    expect(await print('{{lower contact.x}}', { x: 'LONDON' })).toBe('london');
    expect(await print('{{lower contact.x}}', { x: 'ISPARTA' }, { locale: 'tr' })).toBe('ısparta');
    expect(await print('{{lower contact.gone}}')).toBe('');
  });
});
