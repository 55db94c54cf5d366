import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('money', () => {
  it("is written in the recipient's language and the organisation's currency", async () => {
    expect(await print('{{money contact.x}}', { x: 1200.5 })).toBe('£1,200.50');
    expect(await print('{{money contact.x}}', { x: 1200.5 }, { locale: 'de-DE', currency: 'EUR' })).toBe(
      '1.200,50\u00a0€',
    );
  });

  it('takes a currency, by position, by name, or from data', async () => {
    expect(await print('{{money 5 "JPY"}}')).toBe('JP¥5');
    expect(await print('{{money 5 currency="EUR"}}')).toBe('€5.00');
    expect(await print('{{money 5 contact.cur}}', { cur: 'usd' })).toBe('US$5.00');
  });

  it('keeps every digit of a long decimal', async () => {
    expect(await print('{{money contact.x}}', { x: '9007199254740993.25' })).toBe('£9,007,199,254,740,993.25');
  });

  it.each([undefined, null, '', 'much', Number.NaN, {}, []])('prints nothing for %p', async (x) => {
    expect(await print('{{money contact.x}}', { x })).toBe('');
  });

  it('falls back to the organisation when the data names no currency', async () => {
    expect(await print('{{money 5 contact.cur}}', { cur: 'pounds' })).toBe('£5.00');
  });
});
