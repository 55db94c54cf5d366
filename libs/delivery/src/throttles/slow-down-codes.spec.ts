import { describe, expect, it } from '@jest/globals';
import type { NotSent } from '../transports/mail-transport.js';
import { isAboutAll, slowDownOf } from './slow-down-codes.js';

function deferred(response: string, more: Partial<NotSent> = {}): NotSent {
  return { outcome: 'deferred', phase: 'rcpt', code: Number(response.slice(0, 3)), response, ...more };
}

const MINUTE_MS = 60_000;

describe('a temporary refusal', () => {
  it.each([
    [
      '421-4.7.28 [203.0.113.42] Our system has detected an unusual rate of\n421 4.7.28 unsolicited mail originating from your IP address. - gsmtp',
      '421 4.7.28',
      2 * MINUTE_MS,
    ],
    [
      '421 4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP',
      '421 4.7.0',
      2 * MINUTE_MS,
    ],
    [
      '421 4.7.0 [TSS04] Messages from 203.0.113.42 temporarily deferred due to unexpected volume or user complaints',
      '421 4.7.0 TSS04',
      5 * MINUTE_MS,
    ],
    ['421 4.7.1 [TS03] All messages from 203.0.113.42 will be permanently deferred', '421 4.7.1 TS03', 5 * MINUTE_MS],
    ['451 Resources temporarily unavailable. Please try again later', '451', 30_000],
    [
      '451 4.7.650 The mail server [203.0.113.42] has been temporarily rate limited due to IP reputation. (S775)',
      '451 4.7.650',
      5 * MINUTE_MS,
    ],
    [
      '451 4.7.652 The mail server has exceeded the maximum number of connections. (S3115)',
      '451 4.7.652',
      5 * MINUTE_MS,
    ],
    ['421 RP-001 The mail server IP connecting has exceeded the rate limit allowed.', '421 RP-001', 5 * MINUTE_MS],
    ['451 4.7.500 Server busy. Please try again later from [203.0.113.42]. (S77719)', '451 4.7.500', MINUTE_MS],
    ['452 4.3.2 Connection rate limit exceeded', '452 4.3.2', 30_000],
    ['450 4.7.1 Error: too much mail from 203.0.113.42', '450 4.7.1', MINUTE_MS],
    ['421 Service not available', '421', 30_000],
    ['450 4.7.1 Try again', '450 4.7.1', 30_000],
  ])('%j asks us to go slower', (response, code, waitMs) => {
    expect(slowDownOf(deferred(response))).toEqual({ code, waitMs });
  });

  it.each([
    '452 4.2.2 The email account that you tried to reach is over quota',
    '450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/',
    '451 4.7.1 Greylisting in action, please come back later',
    '421 4.7.0 [GL01] Message from (203.0.113.42) temporarily deferred',
    '421-4.7.26 Your email has been rate limited because it is unauthenticated. Gmail requires all senders to authenticate',
    '450-4.2.1 The user you are trying to contact is receiving mail too quickly.',
    '451 4.3.0 Temporary lookup failure',
    '450 4.1.8 Sender address rejected: Domain not found',
  ])('%j is about something else', (response) => {
    expect(slowDownOf(deferred(response))).toBeUndefined();
  });

  it('waits as long as a provider names, within an hour, and not for what has failed or left', () => {
    const busy = { phase: 'after_dot', provider: 'busy' } as const;
    expect(slowDownOf(deferred('429 Too many', { ...busy, retryAfterMs: 90_000 }))?.waitMs).toBe(90_000);
    expect(slowDownOf(deferred('429 Too many', { ...busy, retryAfterMs: 1e9 }))?.waitMs).toBe(3_600_000);
    expect(slowDownOf(deferred('500 Broken', { provider: 'trouble' }))).toBeUndefined();
    expect(slowDownOf({ ...deferred('550 5.7.1 rate limited'), outcome: 'failed' })).toBeUndefined();
    expect(slowDownOf({ outcome: 'sent', response: '250 Ok' })).toBeUndefined();
  });

  it('is about the domain from the recipient on, and about all mail before', () => {
    expect(isAboutAll(deferred('421 x', { phase: 'rcpt' }))).toBe(false);
    expect(isAboutAll(deferred('421 x', { phase: 'after_dot' }))).toBe(false);
    expect(isAboutAll(deferred('421 x', { phase: 'greeting' }))).toBe(true);
    expect(isAboutAll(deferred('429 x', { phase: 'after_dot', provider: 'busy' }))).toBe(true);
  });
});
