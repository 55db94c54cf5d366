import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

const inSegments = (...slugs: string[]) => ({ segments: new Set(slugs) });

describe('segment', () => {
  it('shows the first side whose segment the contact is in, else the rest', async () => {
    const source = '{{#segment "vip"}}V{{else segment "new"}}N{{else}}E{{/segment}}';
    expect(await print(source, {}, inSegments('vip', 'new'))).toBe('V');
    expect(await print(source, {}, inSegments('new'))).toBe('N');
    expect(await print(source, {}, inSegments('other'))).toBe('E');
  });

  it('can be part of a condition', async () => {
    const source = '{{#if (and (segment "vip") contact.phone)}}call{{/if}}';
    expect(await print(source, { phone: '1' }, inSegments('vip'))).toBe('call');
    expect(await print(source, { phone: '1' })).toBe('');
  });
});
