import { describe, expect, it } from '@jest/globals';
import { HandOverWindow } from './hand-over-window.js';
import type { HandOver, OutgoingMail } from './mail-transport.js';

const SENT: HandOver = { outcome: 'sent', response: '250 OK' };
const mails = (count: number): OutgoingMail[] =>
  Array.from({ length: count }, (_, key) => ({ key, from: '', to: 'a@b.example', raw: Buffer.alloc(0) }));

describe('the window of mails that are handed over', () => {
  it('takes a whole list at once as far as there is room, and the rest as answers come', async () => {
    const window = new HandOverWindow(3);
    const open: ((result: HandOver) => void)[] = [];
    const heard: number[] = [];
    const done = window.run(
      mails(5),
      (_, answered) => open.push(answered),
      (key) => heard.push(key),
    );
    expect(open).toHaveLength(3);
    for (let taken = 0; taken < 5; taken += 1) {
      while (!open[taken]) await Promise.resolve();
      open[taken]!(SENT);
    }
    await done;
    expect(heard).toEqual([0, 1, 2, 3, 4]);
  });

  it('frees the place of a mail that could not even be begun, and tells of the first of these', async () => {
    const window = new HandOverWindow(1);
    const heard: number[] = [];
    const run = window.run(
      mails(3),
      ({ key }, answered, failed) => {
        if (key === 0) throw new Error('thrown');
        if (key === 1) failed(new Error('told'));
        else answered(SENT);
      },
      (key) => heard.push(key),
    );
    await expect(run).rejects.toThrow('thrown');
    expect(heard).toEqual([2]);
    await window.close();
  });
});
