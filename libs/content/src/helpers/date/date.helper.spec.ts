import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

const at = { at: '2026-11-03T23:30:00Z' };

describe('date', () => {
  it("is written in the recipient's language and zone", async () => {
    expect(await print('{{date contact.at "long"}}', at)).toBe('3 November 2026');
    expect(await print('{{date contact.at "long"}}', at, { timeZone: 'Asia/Tokyo' })).toBe('4 November 2026');
    expect(await print('{{date contact.at "long"}}', at, { locale: 'de' })).toBe('3. November 2026');
  });

  it('takes a zone', async () => {
    expect(await print('{{date contact.at "time" zone="America/New_York"}}', at)).toBe('18:30');
  });

  it('shows a plain day as that day in every zone', async () => {
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'no/zone']) {
      expect(await print('{{date contact.day "long"}}', { day: '1990-02-28' }, { timeZone })).toBe('28 February 1990');
    }
  });

  it.each(['short', 'medium', 'long', 'full', 'time', 'datetime', 'weekday', 'day', 'month', 'year', 'day-month'])(
    'has the style %s',
    async (style) => {
      expect(await print(`{{date contact.at "${style}"}}`, at)).not.toBe('');
    },
  );

  it.each([undefined, '', 'tomorrow', '2026-13-45', 5, new Date(Number.NaN)])('prints nothing for %p', async (day) => {
    expect(await print('{{date contact.day}}', { day })).toBe('');
  });

  it('falls back to the medium style when the data names none', async () => {
    expect(await print('{{date contact.at contact.style}}', { ...at, style: 'constructor' })).toBe('3 Nov 2026');
  });
});
