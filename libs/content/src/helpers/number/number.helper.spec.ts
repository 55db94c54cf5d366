import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('number', () => {
  it("has the separators of the recipient's language", async () => {
    expect(await print('{{number contact.x}}', { x: 1234567.891 })).toBe('1,234,567.891');
    expect(await print('{{number contact.x}}', { x: '1234567' }, { locale: 'de' })).toBe('1.234.567');
  });

  it('has as many decimals as asked for', async () => {
    expect(await print('{{number contact.x decimals=1}}', { x: 4 })).toBe('4.0');
    expect(await print('{{number contact.x 0}}', { x: 4.6 })).toBe('5');
  });

  it('survives decimals and languages that are none', async () => {
    expect(await print('{{number 4.5 contact.d}}', { d: 'many' }, { locale: 'no such' })).toBe('4.5');
    expect(await print('{{number 4.5 contact.d}}', { d: 1e9 }, { locale: 'en_GB' })).toContain('4.5');
    expect(await print('{{number contact.gone}}')).toBe('');
  });
});
