import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOffMs, GIVE_UP_MS, isDeadAddress, toVerdict } from './hand-over-verdict.js';

const now = new Date('2026-11-22T12:00:00Z');
const fresh = { attempt: 1, createdAt: now, now, random: 0.5 };

describe('toVerdict', () => {
  it('takes 250 as sent', () => {
    expect(toVerdict({ outcome: 'sent', response: '250 ok' }, fresh)).toEqual({ state: 'sent', response: '250 ok' });
  });

  it('puts a 4xx off and records no bounce', () => {
    const verdict = toVerdict({ outcome: 'deferred', phase: 'rcpt', code: 450, response: '450 greylisted' }, fresh);
    expect(verdict).toMatchObject({ state: 'deferred', reason: 'smtp.rcpt.450' });
    expect(verdict).not.toHaveProperty('bounced');
  });

  it('gives up what was put off for 72 hours, without calling it a bounce', () => {
    const old = { ...fresh, createdAt: new Date(now.getTime() - GIVE_UP_MS) };
    const verdict = toVerdict({ outcome: 'deferred', phase: 'connect', response: 'refused' }, old);
    expect(verdict).toEqual({ state: 'failed', reason: 'smtp.gave_up', response: 'refused', bounced: false });
  });

  it.each([
    ['rcpt', 550, true],
    ['mail', 550, true],
    ['after_dot', 554, true],
    ['auth', 535, false],
    ['greeting', 554, false],
  ] as const)('counts a 5xx at %s as a bounce: %i → %s', (phase, code, bounced) => {
    expect(toVerdict({ outcome: 'failed', phase, code, response: '' }, fresh)).toMatchObject({
      state: 'failed',
      bounced,
    });
  });

  it('leaves what is unknown unknown', () => {
    expect(toVerdict({ outcome: 'unknown', phase: 'after_dot', response: 'lost' }, fresh)).toMatchObject({
      state: 'unknown',
    });
  });
});

describe('backOffMs', () => {
  it('never comes back within a minute and never later than 4.4 hours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const ms = backOffMs(attempt, random);
          return ms >= 60_000 && ms <= 4.4 * 3_600_000;
        },
      ),
    );
  });
});

describe('isDeadAddress', () => {
  it('suppresses for a mailbox that is not there, never for policy, content or a full box', () => {
    const refused = (phase: 'rcpt' | 'after_dot', enhanced: string) =>
      isDeadAddress({ outcome: 'failed', phase, code: 550, enhanced, response: '' });
    expect(refused('rcpt', '5.1.1')).toBe(true);
    expect(refused('rcpt', '5.7.1')).toBe(false);
    expect(refused('rcpt', '5.2.2')).toBe(false);
    expect(refused('after_dot', '5.1.1')).toBe(false);
  });

  it('reads the words of servers that give no enhanced code, and believes no bare 550', () => {
    const refused = (response: string) => isDeadAddress({ outcome: 'failed', phase: 'rcpt', code: 550, response });
    expect(refused('550 <ada@reader.example>: user unknown')).toBe(true);
    expect(refused('550 blocked using a block list')).toBe(false);
    expect(refused('550 no')).toBe(false);
  });
});
