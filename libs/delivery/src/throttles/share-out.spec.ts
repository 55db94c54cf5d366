import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spacingOf } from './allowance.js';
import { shareOut, TOGETHER_MS, type Bucket, type Wanted } from './share-out.js';
import type { ThrottleRule } from './throttle-rules.js';

const NOW = new Date('2026-11-27T10:00:00Z');
const MINUTE_MS = 60_000;

const rule = (key: string, more: Partial<ThrottleRule>): ThrottleRule => ({ key, reason: 'throttle.domain', ...more });
const bucket = (key: string, more: Partial<Bucket> = {}): Bucket => ({
  ...{ key, nextAt: 0, plannedAt: 0, day: null, dayTaken: 0, held: 0 },
  ...more,
});
const mails = (count: number, rules: readonly ThrottleRule[], again = false): Wanted[] =>
  Array.from({ length: count }, () => ({ rules, again }));

function share(wanted: readonly Wanted[], buckets: readonly Bucket[], heldMs = 100, now = NOW) {
  const byKey = new Map(buckets.map((one) => [one.key, one]));
  return shareOut(wanted, { buckets: byKey, now, heldMs: () => heldMs });
}

const gone = (answers: readonly unknown[]): number => answers.filter((answer) => answer === undefined).length;

describe('places shared out', () => {
  it('go to as many as the rate lets, the others come back one after the other at its pace', () => {
    const spacing = spacingOf({ max: 60, per: 'minute' });
    const answers = share(mails(40, [rule('1 gmail', { spacing })]), [bucket('1 gmail')]);
    expect(gone(answers)).toBe(spacing.burst);
    const due = answers.flatMap((answer) => answer?.dueAt.getTime() ?? []);
    expect(due).toEqual([...due].sort((a, b) => a - b));
    expect(due.every((at) => at % TOGETHER_MS === 0)).toBe(true);
    expect(due.at(-1)! - NOW.getTime()).toBeGreaterThan(35 * spacing.everyMs);
    expect(answers.at(-1)).toMatchObject({ reason: 'throttle.domain' });
  });

  it('are not more than may be under way, and come back when the first have been answered', () => {
    const answers = share(mails(5, [rule('1', { atOnce: 3 })]), [bucket('1', { held: 1 })], 2000);
    expect(gone(answers)).toBe(2);
    expect(answers[2]!.dueAt.getTime() - NOW.getTime()).toBeGreaterThanOrEqual(2000 / 3);
    expect(answers[4]!.dueAt.getTime() - NOW.getTime()).toBeLessThan(2000 + 2 * TOGETHER_MS);
  });

  it('take nothing of the sender for a mail that its domain has no room for', () => {
    const sender = bucket('1');
    const full = rule('1 slow.example', {
      pausedUntil: new Date(NOW.getTime() + MINUTE_MS),
      reason: 'throttle.slowed',
    });
    const own = rule('1', { reason: 'throttle.sender', atOnce: 2 });
    const wanted = [...mails(10, [full, own]), ...mails(2, [own])];
    const answers = share(wanted, [bucket('1 slow.example'), sender]);
    expect(answers.slice(0, 10).every((answer) => answer?.reason === 'throttle.slowed')).toBe(true);
    expect(answers.slice(10)).toEqual([undefined, undefined]);
    expect(sender.held).toBe(2);
  });

  it('are none during a pause, and nobody comes back before its end', () => {
    const until = NOW.getTime() + 2 * MINUTE_MS;
    const paused = rule('1 gmail', { pausedUntil: new Date(until), spacing: spacingOf({ max: 5, per: 'second' }) });
    const answers = share(mails(20, [paused]), [bucket('1 gmail')]);
    expect(gone(answers)).toBe(0);
    for (const answer of answers) expect(answer!.dueAt.getTime()).toBeGreaterThanOrEqual(until);
  });

  it('of a warm-up are counted by the day, and tomorrow there are new ones', () => {
    const own = bucket('1', { day: '2026-11-27', dayTaken: 48 });
    const answers = share(mails(4, [rule('1', { quota: 50 })]), [own]);
    expect(gone(answers)).toBe(2);
    expect(answers[2]).toEqual({ reason: 'warm_up', dueAt: new Date('2026-11-28T00:00:00Z') });
    const tomorrow = share(mails(4, [rule('1', { quota: 50 })]), [own], 100, new Date('2026-11-28T00:00:01Z'));
    expect(gone(tomorrow)).toBe(4);
    expect(own).toMatchObject({ day: '2026-11-28', dayTaken: 4 });
  });

  it('put nobody off for longer than ten minutes for a rate, and those that come back at their time for a little', () => {
    const rate = rule('1', { spacing: spacingOf({ max: 1, per: 'hour' }) });
    const far = share(mails(30, [rate]), [bucket('1', { nextAt: NOW.getTime() + 1000 })]);
    for (const answer of far) expect(answer!.dueAt.getTime() - NOW.getTime()).toBeLessThanOrEqual(11 * MINUTE_MS);
    const second = rule('1', { spacing: spacingOf({ max: 10, per: 'second' }) });
    const queued = { nextAt: NOW.getTime() + 500, plannedAt: NOW.getTime() + 5 * MINUTE_MS };
    const [back] = share(mails(1, [second], true), [bucket('1', queued)]);
    const [fresh] = share(mails(1, [second]), [bucket('1', queued)]);
    expect(back!.dueAt.getTime() - NOW.getTime()).toBeLessThan(1000);
    expect(fresh!.dueAt.getTime() - NOW.getTime()).toBeGreaterThan(5 * MINUTE_MS - 1000);
  });

  it('never exceed what may be under way, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 60 }),
        (atOnce, held, count) => {
          const own = bucket('1', { held });
          const went = gone(share(mails(count, [rule('1', { atOnce })]), [own]));
          expect(went).toBe(Math.min(count, Math.max(0, atOnce - held)));
          expect(own.held).toBe(held + went);
        },
      ),
    );
  });
});
