import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseReturnedMail } from './parse-returned-mail.js';
import { statusOf, writeNotice, writeReport } from './testing/write-report.js';

/** On a machine that is busy with other work; alone it is a tenth of it. */
const BOUND_MS = 3000;
const TEN_MB = 10 * 1024 * 1024;

function timed(raw: Buffer): number {
  const start = performance.now();
  parseReturnedMail(raw);
  return performance.now() - start;
}

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${String(n)}\n\n--b${String(n)}\n`,
  );
  return `${open.join('')}\nuser unknown\n`;
}

describe('hostile mail', () => {
  it('never makes the parser throw', () => {
    const sample = writeReport({
      text: 'Failed: ada@reader.example',
      fields: [statusOf('5.1.1', '550 5.1.1 User unknown')],
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 60 }),
        fc.nat(),
        (flips, cut) => {
          const raw = Buffer.from(sample);
          for (const [at, value] of flips) raw[at] = value;
          const { kind } = parseReturnedMail(raw.subarray(cut % raw.length));
          return typeof kind === 'string';
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (raw) => parseReturnedMail(raw).recipients.length >= 0));
  });

  it.each<[string, () => Buffer]>([
    ['one line', () => Buffer.from(`Subject: failure\n\n${'a'.repeat(TEN_MB)}`)],
    ['addresses', () => writeNotice({ text: 'ada@reader.example failed '.repeat(TEN_MB / 26) })],
    ['at signs', () => writeNotice({ text: '@'.repeat(TEN_MB) })],
    ['lines of dashes', () => writeNotice({ text: `${'-'.repeat(70)}\n`.repeat(TEN_MB / 71) })],
    ['one line of dashes', () => writeNotice({ text: `\n${'-'.repeat(TEN_MB)}` })],
    ['angle brackets in HTML', () => writeNotice({ head: ['Content-Type: text/html'], text: '<'.repeat(TEN_MB) })],
    ['style elements', () => writeNotice({ head: ['Content-Type: text/html'], text: '<style>'.repeat(TEN_MB / 7) })],
    ['header lines', () => Buffer.from('X-A: ada@reader.example\n'.repeat(TEN_MB / 25))],
    [
      'one folded header',
      () => Buffer.from(`References: <a@b>\n${' <ada@reader.example>\n'.repeat(TEN_MB / 22)}\n\nx`),
    ],
    ['encoded words', () => Buffer.from(`Subject: ${'=?utf-8?b?'.repeat(TEN_MB / 10)}\n\nx`)],
    [
      'parts',
      () => writeNotice({ head: ['Content-Type: multipart/mixed; boundary=b'], text: '--b\n\nx\n'.repeat(TEN_MB / 7) }),
    ],
    ['nested parts', () => Buffer.from(nested(50_000))],
    ['nested mails', () => Buffer.from('Content-Type: message/rfc822\n\n'.repeat(200_000))],
    ['recipients', () => writeReport({ text: 'x', fields: [`${statusOf('5.1.1')}\n`.repeat(50_000)] })],
    ['blanks', () => writeNotice({ text: ' '.repeat(TEN_MB) })],
    [
      'text that almost gives reasons',
      () => writeNotice({ text: `ada@reader.example: ${'user mailbox account '.repeat(TEN_MB / 21)}` }),
    ],
  ])('of 10 MB of %s takes bounded time', (_, make) => {
    expect(timed(make())).toBeLessThan(BOUND_MS);
  });

  it.each(['x-no-such', 'utf-16', 'iso-2022-jp', '"', 'utf-7'])('bears the charset %s', (charset) => {
    const raw = writeNotice({
      head: [`Content-Type: text/plain; charset=${charset}`],
      text: 'ada@reader.example \u00ff: no such user',
    });
    expect(() => parseReturnedMail(raw)).not.toThrow();
  });
});
