import { describe, expect, it } from '@jest/globals';
import { PaceMeter } from './pace-meter.js';

/** Counts `perSecond` mails a second, from one time to another, in ms. */
function run(meter: PaceMeter, perSecond: number, from: number, to: number): void {
  for (let at = from; at < to; at += 1000 / perSecond) meter.count('gmail', at);
}

describe('the pace of a key', () => {
  it.each([1, 8, 200])('is %i mails a second when so many go, whenever it is asked', (perSecond) => {
    const meter = new PaceMeter();
    run(meter, perSecond, 0, 12_000);
    for (const now of [12_000, 12_400]) {
      expect(meter.of('gmail', now)).toBeGreaterThan(perSecond * 0.8);
      expect(meter.of('gmail', now)).toBeLessThan(perSecond * 1.25);
    }
  });

  it('is nothing for what nobody has sent to, or not for ten seconds', () => {
    const meter = new PaceMeter();
    expect(meter.of('gmail', 0)).toBe(0);
    run(meter, 10, 0, 3000);
    expect(meter.of('gmail', 3000)).toBeCloseTo(10, 0);
    expect(meter.of('gmail', 10_001)).toBe(0);
    expect(meter.of('yahoo', 3000)).toBe(0);
  });

  it('forgets what was before a pause', () => {
    const meter = new PaceMeter();
    run(meter, 100, 0, 5000);
    run(meter, 2, 60_000, 64_000);
    expect(meter.of('gmail', 64_000)).toBeLessThan(3);
  });
});
