import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAscii } from 'node:buffer';
import { simpleParser, type ParsedMail } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { decodeWords } from '../mailbox/header-fields.js';
import { compileMessage } from './compile-message.js';
import { toSingleLine } from './header-text.js';
import type { MessageBlueprint, RecipientParts } from './message-blueprint.js';

const BLUEPRINT: MessageBlueprint = { from: { name: 'Shop', address: 'news@shop.example' } };
const PARTS: RecipientParts = {
  to: { name: 'Ann', address: 'ann@reader.example' },
  subject: 'Hello',
  date: new Date('2026-11-05T08:09:10Z'),
  messageId: 'm1.abc@shop.example',
  text: 'plain',
  html: '<p>rich</p>',
};

const fill = (parts: Partial<RecipientParts> = {}, blueprint: Partial<MessageBlueprint> = {}): string =>
  compileMessage({ ...BLUEPRINT, ...blueprint })
    .fill({ ...PARTS, ...parts })
    .raw.toString();
const parse = (raw: string | Buffer): Promise<ParsedMail> =>
  simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true });
const headerOf = (mail: ParsedMail, name: string): string =>
  mail.headerLines
    .filter(({ key }) => key === name)
    .map(({ line }) =>
      line
        .slice(line.indexOf(':') + 1)
        .replace(/\r\n(?=[ \t])/g, '')
        .trim(),
    )
    .join('|');

/** Text as people write it: any script, emoji, right-to-left, combining marks, long and short. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 200 }),
  fc.lorem({ maxCount: 40 }),
  fc.constantFrom(
    'Ünïcödé',
    'שלום עולם',
    'مرحبا بالعالم',
    '👩‍👩‍👧‍👦 family 🏳️‍🌈',
    '世界',
    'a=?utf-8?q?b?=c',
    '"q" \\ <x@y>, z;',
    '.',
  ),
);
/** Line ends as HTML and text have them; of a lone CR each composer thinks differently. */
const bodyText = anyText.map((text) => text.replace(/\r(?!\n)/g, '\n'));
const address = fc
  .tuple(fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}$/), fc.stringMatching(/^[a-z][a-z0-9]{0,10}\.example$/))
  .map(([local, domain]) => `${local}@${domain}`);
const mailbox = fc.record({ name: anyText, address });

/** nodemailer writes text that looks like an encoded-word as it is, so that readers decode it to something else. */
const looksEncoded = (text: string): boolean => text.includes('=?');

describe('a compiled message', () => {
  it('reads back as what was put in, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(mailbox, mailbox, anyText, anyText, async (from, to, subject, extra) => {
        const { raw } = compileMessage({ from, headers: { 'X-Extra': extra } }).fill({ ...PARTS, to, subject });
        expect(summary(await parse(raw))).toMatchObject({
          from: [{ name: wellFormed(from.name), address: from.address }],
          to: [{ name: wellFormed(to.name), address: to.address }],
          subject: wellFormed(subject),
          extra: wellFormed(extra),
        });
      }),
      { numRuns: 300 },
    );
  });

  it("says the same as nodemailer's composer: parts, subject, names, addresses, headers", async () => {
    await fc.assert(
      fc.asyncProperty(
        mailbox,
        mailbox,
        anyText,
        bodyText,
        bodyText,
        anyText,
        async (from, to, subject, text, html, extra) => {
          fc.pre(![from.name, to.name, subject, extra].some(looksEncoded));
          const blueprint = { from, replyTo: from, headers: { 'X-Extra': extra } };
          const { raw } = compileMessage(blueprint).fill({ ...PARTS, to, subject, text, html: `<p>${html}</p>` });
          const clean = (box: typeof from) => ({ ...box, name: toSingleLine(box.name) });
          const reference = await new MailComposer({
            from: clean(from),
            replyTo: clean(from),
            to: clean(to),
            subject: toSingleLine(subject),
            text,
            html: `<p>${html}</p>`,
            date: PARTS.date,
            messageId: PARTS.messageId,
            headers: { 'X-Extra': toSingleLine(extra) },
          })
            .compile()
            .build();
          const [ours, theirs] = await Promise.all([parse(raw), parse(reference)]);
          expect(summary(ours)).toEqual(summary(theirs));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is well formed on the wire: ASCII, CRLF, short lines, no line that starts with a dot, ends with CRLF', () => {
    fc.assert(
      fc.property(mailbox, anyText, anyText, anyText, (to, subject, text, html) => {
        const raw = fill({ to, subject, text, html });
        expect(raw).toMatch(/\r\n$/);
        for (const line of raw.slice(0, -2).split('\r\n')) {
          expect(line).toMatch(/^[\t\x20-\x7e]*$/);
          expect(line.length).toBeLessThanOrEqual(78);
          expect(line).not.toMatch(/^\.|^From /);
          if (line !== 'Subject: ') expect(line).not.toMatch(/[ \t]$/);
        }
        const header = raw.slice(0, raw.indexOf('\r\n\r\n'));
        for (const word of header.match(/=\?[^ \r\n]*\?=/g) ?? []) expect(word.length).toBeLessThanOrEqual(75);
      }),
    );
  });

  it('lets no merge field inject a header, a recipient or a part', async () => {
    const evil = 'x\r\nBcc: victim@evil.example\r\n\r\n<b>y</b>';
    const names = [evil, 'a\nBcc: b@c.example', 'a\rBcc: b@c.example', 'a\u2028Bcc: b@c.example', '"<x@y.example>, "z'];
    for (const name of names) {
      const mail = await parse(
        fill({ subject: name, to: { name, address: 'ann@reader.example' }, headers: { 'X-A': name } }),
      );
      expect(mail.headers.has('bcc')).toBe(false);
      expect(mail.to).toMatchObject({ value: [{ address: 'ann@reader.example' }] });
      expect((mail.to as { value: unknown[] }).value).toHaveLength(1);
      expect(mail.html).toBe('<p>rich</p>');
    }
  });

  it.each([
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example,c@d.example',
    'a@b.example c@d.example',
    '<a@b.example>',
    'Ann <a@b.example>',
    'a b@c.example',
    'a@b.example>',
    '@b.example',
    'a@',
    'a',
    '',
    'a@b..example',
    'a@-b.example',
    'a@b example',
    `${'a'.repeat(65)}@b.example`,
    'a\0@b.example',
    'a\u00a0b@c.example',
    'a@b.example\n',
    'group:a@b.example;',
    '(c)a@b.example',
  ])('refuses %j, which is not one address', (wrong) => {
    expect(() => fill({ to: { address: wrong } })).toThrow(expect.objectContaining({ code: 'mail.address_invalid' }));
    expect(() => fill({}, { from: { address: wrong } })).toThrow(
      expect.objectContaining({ code: 'mail.address_invalid' }),
    );
  });

  it.each([
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
    ['a@例え.テスト', 'a@xn--r8jz45g.xn--zckzah'],
    ['A.b+c@Example.COM', 'A.b+c@Example.COM'],
    ['john..doe@docomo.example', 'john..doe@docomo.example'],
    ['"a b"@c.example', '"a b"@c.example'],
    ['a@[127.0.0.1]', 'a@[127.0.0.1]'],
    ['用户@例子.example', '用户@xn--fsqu00a.example'],
  ])('writes the address %s as %s', (given, written) => {
    expect(fill({ to: { address: given } })).toContain(`\r\nTo: ${written}\r\n`);
  });

  it('carries the headers of bulk mail', async () => {
    const raw = fill(
      { unsubscribe: { url: 'https://t.shop.example/u/abc', mailto: 'u+abc@shop.example' } },
      {
        list: { id: 'offers.shop.example', name: 'Ünser Angebot' },
        feedbackId: { campaign: '12', customer: 'a:b', type: 'campaign', senderId: 'tidings' },
        autoSubmitted: 'auto-generated',
        replyTo: { address: 'help@shop.example' },
      },
    );
    const mail = await parse(raw);
    expect(headerOf(mail, 'list-unsubscribe')).toBe(
      '<https://t.shop.example/u/abc>, <mailto:u+abc@shop.example?subject=unsubscribe>',
    );
    expect(headerOf(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(headerOf(mail, 'list-id')).toBe('=?utf-8?q?=C3=9Cnser_Angebot?= <offers.shop.example>');
    expect(headerOf(mail, 'feedback-id')).toBe('12:a-b:campaign:tidings');
    expect(headerOf(mail, 'auto-submitted')).toBe('auto-generated');
    expect(headerOf(mail, 'mime-version')).toBe('1.0');
    expect(headerOf(mail, 'date')).toBe('Thu, 05 Nov 2026 08:09:10 +0000');
    expect(headerOf(mail, 'message-id')).toBe('<m1.abc@shop.example>');
    expect(mail.replyTo?.value).toEqual([{ address: 'help@shop.example', name: '' }]);
    expect(mail.date).toEqual(PARTS.date);
  });

  it('has each header once', async () => {
    const mail = await parse(
      fill({ unsubscribe: { url: 'https://x.example/u' } }, { replyTo: { address: 'a@b.example' } }),
    );
    const keys = mail.headerLines.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(['From', 'bcc', 'Content-Type', 'X Y', 'X:Y', 'X\r\nY', 'Ünicode', ''])(
    'refuses the extra header %j',
    (name) => {
      const refusal = expect.objectContaining({ code: 'mail.header_invalid' });
      expect(() => fill({ headers: { [name]: 'v' } })).toThrow(refusal);
      expect(() => fill({}, { headers: { [name]: 'v' } })).toThrow(refusal);
    },
  );

  it.each(['https://x.example/a b', 'https://x.example/>', 'javascript:x', 'https://x.example/\r\nBcc: a'])(
    'refuses the unsubscribe URL %j',
    (url) => {
      expect(() => fill({ unsubscribe: { url } })).toThrow(expect.objectContaining({ code: 'mail.header_invalid' }));
    },
  );

  it.each(['a', 'a@b c', '<a@b>', 'a@b\r\n', 'ü@b', 'a@b@c'])('refuses the Message-ID %j', (messageId) => {
    expect(() => fill({ messageId })).toThrow(expect.objectContaining({ code: 'mail.header_invalid' }));
  });

  it('is plain text alone when there is no HTML', async () => {
    const mail = await parse(fill({ html: undefined, text: 'only\ntext ü' }));
    expect(mail.html).toBe(false);
    expect(mail.text).toBe('only\ntext ü\n');
  });

  it('says of each mail whether it is ASCII without a line that begins with a dot', () => {
    fc.assert(
      fc.property(mailbox, mailbox, anyText, anyText, (from, to, subject, text) => {
        const lines = `${text}\n.\n..\r\n.${subject}\n.`;
        const { raw, isPlain } = compileMessage({ from }).fill({ ...PARTS, to, subject, text: lines, html: lines });
        expect(isPlain).toBe(isAscii(raw));
        expect({ dot: raw.indexOf('\r\n.'), first: raw[0] === 0x2e }).toEqual({ dot: -1, first: false });
        expect(raw.subarray(-2).toString()).toBe('\r\n');
        expect(raw.toString('latin1')).not.toMatch(/(^|[^\r])\n|\r(?!\n)/);
      }),
      { numRuns: 300 },
    );
  });

  it('puts text before HTML', () => {
    const raw = fill();
    expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
    expect(raw).toContain('multipart/alternative');
  });

  it('keeps earlier mails as they were when later ones are filled', () => {
    const compiled = compileMessage(BLUEPRINT);
    const sizes = [10, 2_000, 90_000, 400_000, 5];
    const mails = Array.from({ length: 300 }, (_, i) =>
      compiled.fill({ ...PARTS, text: `${String(i)} `.repeat(sizes[i % sizes.length]!) }),
    );
    const again = mails.map((_, i) =>
      compiled.fill({ ...PARTS, text: `${String(i)} `.repeat(sizes[i % sizes.length]!) }),
    );
    mails.forEach((mail, i) => {
      expect(mail.raw.equals(again[i]!.raw)).toBe(true);
    });
  });
});

/** A lone half of a surrogate pair has no UTF-8: it becomes U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(toSingleLine(text)).toString();
}

function summary(mail: ParsedMail): unknown {
  const { subject, from, to, replyTo, text, html, messageId, date } = mail;
  return {
    subject: subject ?? '',
    from: from?.value,
    to: (to as { value: unknown[] }).value,
    replyTo: replyTo?.value,
    text: text?.trimEnd(),
    html: typeof html === 'string' ? html.trimEnd() : html,
    messageId,
    date,
    extra: decodeWords(headerOf(mail, 'x-extra')),
  };
}
