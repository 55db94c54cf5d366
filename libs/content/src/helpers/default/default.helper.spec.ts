import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('default', () => {
  it('takes the first value that is there', async () => {
    const source = '{{default contact.nickname contact.first_name "friend"}}';
    expect(await print(source, { nickname: 'Al', first_name: 'Ada' })).toBe('Al');
    expect(await print(source, { nickname: '', first_name: 'Ada' })).toBe('Ada');
    expect(await print(source, { nickname: null })).toBe('friend');
  });

  it('keeps 0 and false, which are values', async () => {
    expect(await print('{{default contact.points 7}}', { points: 0 })).toBe('0');
    expect(await print('{{default contact.optin "?"}}', { optin: false })).toBe('false');
  });
});
