import { describe, expect, it } from '@jest/globals';
import { OpenIntake } from './open-intake.js';

const START = Date.parse('2027-03-01T00:00:00Z');
const MINUTE_MS = 60_000;
const SMALL = 2_000;

/** Sends mails one after the other until one is not taken, or so many were; resolves with how many were. */
function flood(intake: OpenIntake, peer: string, { most = 10_000, bytes = SMALL, atMs = 0 } = {}): number {
  for (let taken = 0; taken < most; taken += 1) {
    const mail = intake.begin(peer, new Date(START + atMs));
    if (!mail) return taken;
    mail.end(bytes, 'kept');
  }
  return most;
}

describe('what is taken at addresses that anybody can write to', () => {
  it('is limited for each peer, who may go on as time passes', () => {
    const intake = new OpenIntake();
    expect(flood(intake, '192.0.2.1')).toBe(64);
    expect(flood(intake, '192.0.2.1')).toBe(0);
    expect(flood(intake, '192.0.2.2', { most: 5 })).toBe(5);
    expect(flood(intake, '192.0.2.1', { atMs: 15 * MINUTE_MS })).toBe(16);
    expect(flood(intake, '192.0.2.1', { atMs: 300 * MINUTE_MS })).toBe(64);
  });

  it('counts bytes: one mail of the largest size costs a peer the hours that it would take', () => {
    const intake = new OpenIntake();
    expect(flood(intake, '192.0.2.1', { bytes: 10 * 1024 * 1024 })).toBe(1);
    expect(flood(intake, '192.0.2.1', { atMs: 500 * MINUTE_MS })).toBe(0);
    expect(flood(intake, '192.0.2.1', { atMs: 600 * MINUTE_MS, most: 1 })).toBe(1);
  });

  it('is limited in all, however many peers send, and is open again within minutes', () => {
    const intake = new OpenIntake();
    const peers = Array.from({ length: 1_000 }, (_, n) => `198.51.${String(n >> 8)}.${String(n & 255)}`);
    expect(peers.reduce((taken, peer) => taken + flood(intake, peer), 0)).toBe(512);
    expect(flood(intake, '203.0.113.9', { most: 1 })).toBe(0);
    expect(flood(intake, '203.0.113.9', { most: 1, atMs: MINUTE_MS })).toBe(1);
  });

  it('lets those in whose reports are about our mails, whatever the others do, and charges them nothing', () => {
    const intake = new OpenIntake();
    for (let n = 0; n < 1_000; n += 1) intake.begin('203.0.113.9', new Date(START))?.end(100_000, 'ours');
    for (let n = 0; n < 100; n += 1) flood(intake, `198.51.100.${String(n)}`);
    expect(intake.hasRoom('192.0.2.1', new Date(START))).toBe(false);
    expect(intake.hasRoom('203.0.113.9', new Date(START))).toBe(true);
    expect(flood(intake, '203.0.113.9')).toBe(64);
  });

  it('takes few at the same time, and charges nothing for what was refused', () => {
    const intake = new OpenIntake();
    const begun = Array.from({ length: 5 }, () => intake.begin('192.0.2.1', new Date(START)));
    expect(begun.map((mail) => mail !== null)).toEqual([true, true, true, false, false]);
    begun.forEach((mail) => mail?.end(SMALL, 'refused'));
    expect(flood(intake, '192.0.2.1')).toBe(64);
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002:0:0:0:9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('takes %s and %s for one peer: %s', (one, other, isOne) => {
    const intake = new OpenIntake();
    flood(intake, one);
    expect(intake.hasRoom(other, new Date(START))).toBe(!isOne);
  });

  it('remembers no more peers than it has room for', () => {
    const intake = new OpenIntake();
    for (let n = 0; n < 20_000; n += 1) intake.hasRoom(`10.0.${String(n >> 8)}.${String(n & 255)}`, new Date(START));
    expect(Object.values(intake).find((value) => value instanceof Map)).toHaveProperty('size', 10_000);
  });
});
