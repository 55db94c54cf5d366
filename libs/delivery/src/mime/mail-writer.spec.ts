import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wholeText } from './body-text.js';
import { MailWriter } from './mail-writer.js';

/** An independent reader (RFC 2045, 6.7): soft breaks go, escapes become bytes. */
function decode(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

const units = ['.', ' ', '\t', '\n', '\r\n', '=', 'a', 'é', 'From ', 'Fro', 'm ', '👍', 'x'.repeat(74), 'y'.repeat(50)];
const texts = fc.string({ unit: fc.constantFrom(...units), maxLength: 12 });
const values = fc.oneof(texts, fc.constantFrom('', 'Ada', '\r', 'Ada\r', 'z'.repeat(300)));
const bodies = fc.array(texts, { minLength: 1, maxLength: 4 }).chain((statics) =>
  fc.record({
    statics: fc.constant(statics),
    chunks: fc.array(fc.oneof<fc.Arbitrary<number | string>[]>(fc.nat({ max: statics.length - 1 }), values), {
      maxLength: 12,
    }),
  }),
);

function write(writer: MailWriter, body: Parameters<MailWriter['addBody']>[0]): string {
  writer.start('Header: x\r\n\r\n');
  writer.addBody(body);
  return writer.finish().toString('latin1').slice('Header: x\r\n\r\n'.length);
}

describe('a body in pieces', () => {
  it('decodes to the same as the whole, in lines that are as safe', () => {
    const writer = new MailWriter();
    fc.assert(
      fc.property(bodies, (body) => {
        const written = write(writer, body);
        expect(decode(written)).toBe(wholeText(body).replace(/\r\n|\r|\n/g, '\r\n'));
        for (const line of written.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).toMatch(/^[\t\x20-\x7e]*$/);
          expect(line).not.toMatch(/[ \t]$|^\.|^From /);
        }
        expect(written).not.toContain('=_');
      }),
      { numRuns: 3_000 },
    );
  });

  it('encodes a text that is the same in every mail once', () => {
    const statics = [`A text that is long enough to be worth it, with an é: ${'x'.repeat(200)}`];
    const writer = new MailWriter();
    const first = write(writer, { chunks: ['Ada ', 0], statics });
    const second = write(writer, { chunks: ['Bartholomew ', 0], statics });
    const shared = (text: string): string => text.slice(text.indexOf('=\r\n'));
    expect(shared(second)).toBe(shared(first));
  });

  it('leaves a mail alone when the next one is written, however large both are', () => {
    const writer = new MailWriter();
    const sizes = [10, 300_000, 20, 1_200_000, 30];
    const mails = sizes.map((size) => {
      writer.start('H: x\r\n\r\n');
      writer.addBody('a'.repeat(size));
      return writer.finish();
    });
    expect(mails.map((mail) => decode(mail.toString('latin1')).length)).toEqual(sizes.map((size) => size + 8));
  });

  it('uses memory again when all mails in it are released, and none of a mail that is not', () => {
    const writer = new MailWriter();
    const mail = (letter: string): Buffer => {
      writer.start('H: x\r\n\r\n');
      writer.addBody(letter.repeat(5_000));
      return writer.finish();
    };
    const kept: { readonly letter: string; readonly raw: Buffer }[] = [];
    const memories = new Set<ArrayBufferLike>();
    for (let turn = 0; turn < 2_000; turn += 1) {
      const letter = String.fromCharCode(97 + (turn % 26));
      const raw = mail(letter);
      memories.add(raw.buffer);
      kept.push({ letter, raw });
      // A hundred are on their way; the oldest leaves, now and then not the oldest.
      if (kept.length > 100) for (const { raw: left } of kept.splice(turn % 7, 1)) writer.release(left);
    }
    for (const { letter, raw } of kept)
      expect(decode(raw.toString('latin1'))).toBe(`H: x\r\n\r\n${letter.repeat(5_000)}`);
    expect(memories.size).toBeLessThan(8);
  });
});
