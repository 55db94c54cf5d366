import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileMessage } from '../mime/compile-message.js';
import { readMailContent } from './mail-content.js';

const text = fc.string({ unit: 'grapheme', maxLength: 300 });
/** Lines end as text does in a mail; a lone CR is not text. */
const lines = fc.array(text, { maxLength: 8 }).map((all) => all.join('\n').replace(/\r/g, ''));
const oneLine = text.map((value) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim());

it('reads back what was composed, whatever it says', () => {
  fc.assert(
    fc.property(
      oneLine,
      oneLine,
      lines,
      fc.option(lines, { nil: undefined }),
      oneLine,
      (name, subject, body, html, extra) => {
        const compiled = compileMessage({
          from: { name, address: 'news@shop.example' },
          list: { id: 'offers.shop.example', name },
          headers: { 'X-Extra': extra },
        });
        const { raw } = compiled.fill({
          to: { name, address: 'ada@reader.example' },
          subject,
          date: new Date(0),
          messageId: 'a.b@shop.example',
          text: body,
          html,
          unsubscribe: { url: 'https://shop.example/u/x', mailto: 'stop@shop.example' },
        });
        const content = readMailContent(raw);
        expect(content).toMatchObject({
          from: { name, address: 'news@shop.example' },
          to: { name, address: 'ada@reader.example' },
          replyTo: undefined,
          subject,
          messageId: 'a.b@shop.example',
          text: body,
          html,
        });
        expect(content.headers.map((header) => header.name)).toEqual([
          ...['Message-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'X-Extra'],
        ]);
        for (const header of content.headers) expect(header.value).toMatch(/^[\x20-\x7e]*$/);
      },
    ),
    { numRuns: 500 },
  );
});

it('passes a DKIM signature over: a provider that takes parts signs anew', () => {
  const raw = Buffer.from(
    'DKIM-Signature: v=1;\r\n b=abc\r\nFrom: a@b.example\r\nMessage-ID: <1.2@b.example>\r\n' +
      'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHi\r\n',
  );
  expect(readMailContent(raw)).toMatchObject({
    text: 'Hi',
    headers: [{ name: 'Message-ID', value: '<1.2@b.example>' }],
  });
});

it.each(['multipart/mixed; boundary="x"', 'application/pdf', 'text/plain; charset=latin1'])(
  'does not take a mail of %s apart: something would be lost',
  (type) => {
    const raw = Buffer.from(`From: a@b.example\r\nContent-Type: ${type}\r\n\r\nbody\r\n`);
    expect(() => readMailContent(raw)).toThrow('cannot be taken apart');
  },
);
