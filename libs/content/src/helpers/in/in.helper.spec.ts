import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('in', () => {
  it('finds a value among literals', async () => {
    expect(await print('{{in contact.country "GB" "IE"}}', { country: 'IE' })).toBe('true');
    expect(await print('{{in contact.country "GB" "IE"}}', { country: 'FR' })).toBe('false');
  });

  it('looks into lists', async () => {
    expect(await print('{{in "vip" contact.tags}}', { tags: ['new', 'vip'] })).toBe('true');
    expect(await print('{{in "vip" contact.tags}}')).toBe('false');
  });
});
