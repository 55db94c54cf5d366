import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { needs } from '../../../../test/setup/needs.js';
import { dkimValue } from '../domains/domain-records.js';
import { compileMessage } from '../mime/compile-message.js';
import { relaxedBody, relaxedHeader } from './canonical.js';
import { signMail, type DkimKey } from './sign-mail.js';

const AT = new Date('2026-06-01T12:00:00Z');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY: DkimKey = { domain: 'shop.example', selector: 'tidings1', privateKey };
const RECORD = dkimValue(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'));

const compiled = compileMessage({
  from: { name: 'Zoë, Shop & Söhne', address: 'hello@shop.example' },
  replyTo: { address: 'answers@shop.example' },
  list: { id: 'newsletter.shop.example', name: 'Newsletter' },
  feedbackId: { campaign: 'campaign-1', customer: 'org', type: 'campaign', senderId: 'tidings' },
});

function mail(more: { subject?: string; text?: string; html?: string; name?: string } = {}): Buffer {
  return compiled.fill({
    to: { name: more.name ?? 'Ada', address: 'ada@reader.example' },
    subject: more.subject ?? 'Hello',
    text: more.text ?? 'Hello  there \n\n\n',
    html: more.html ?? '<p>Hello</p>',
    date: AT,
    messageId: 'a.1@shop.example',
    unsubscribe: { url: 'https://shop.example/u/token' },
  }).raw;
}

function isGood(signed: Buffer): boolean {
  return spawnSync('/usr/bin/python3', ['test/dkim/verify-dkim.py', RECORD], { input: signed }).status === 0;
}

describe('canonical forms', () => {
  // RFC 6376, 3.4.5: the example of the standard.
  it('are those of the standard’s own example', () => {
    expect(relaxedHeader('A: X')).toBe('a:X');
    expect(relaxedHeader('B : Y\t\r\n\tZ  ')).toBe('b:Y Z');
    expect(relaxedBody(Buffer.from(' C \r\nD \t E\r\n\r\n\r\n')).toString()).toBe(' C\r\nD E\r\n');
  });

  it('have nothing for an empty body, and an end for one that lacks it', () => {
    expect(relaxedBody(Buffer.from('\r\n\r\n')).length).toBe(0);
    expect(relaxedBody(Buffer.from('a')).toString()).toBe('a\r\n');
  });
});

describe('a signed mail', () => {
  let header = '';
  beforeAll(async () => {
    const signed = (await signMail(mail(), KEY, AT)).toString();
    header = signed.slice(0, signed.indexOf('\r\nDate:'));
  });

  it('names both unsubscribe headers, and From once more than it is there', () => {
    const names = /h=([^;]+);/.exec(header)?.[1]?.replaceAll(/\s/g, '').split(':') ?? [];
    expect(names.filter((name) => name === 'from')).toHaveLength(2);
    expect(names).toEqual(
      expect.arrayContaining([
        'list-unsubscribe',
        'list-unsubscribe-post',
        'list-id',
        'feedback-id',
        'date',
        'subject',
      ]),
    );
  });

  it('has no line over 78 characters in its signature, and no l=', () => {
    expect(Math.max(...header.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(header).not.toMatch(/\bl=/);
  });
});

needs('/usr/lib/python3/dist-packages/dkim')('the signature, to an independent verifier', () => {
  it('is good, and no longer when a word of the body or a header is changed', async () => {
    const signed = await signMail(mail(), KEY, AT);
    expect(isGood(signed)).toBe(true);
    const changed = (from: string, to: string): Buffer => Buffer.from(signed.toString().replace(from, to));
    expect(isGood(changed('<p>Hello', '<p>Jello'))).toBe(false);
    expect(isGood(changed('List-Unsubscribe-Post: List', 'List-Unsubscribe-Post: Fist'))).toBe(false);
    expect(isGood(changed('Subject: Hello', 'Subject: Other'))).toBe(false);
    expect(isGood(changed('\r\nDate:', '\r\nFrom: mallory@evil.example\r\nDate:'))).toBe(false);
  });

  it('is good for whatever stands in a mail', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(fc.record({ subject: text, text, html: text, name: text }), async (parts) => {
        expect(isGood(await signMail(mail(parts), KEY, AT))).toBe(true);
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
