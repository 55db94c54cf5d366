import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LiteralText } from './literal-text.js';
import { encodeQuotedPrintable, MAX_COLUMNS, quotedPrintableBound } from './quoted-printable.js';

/** Of what links are made, with what is unsafe at the start of a line. */
const links = fc.string({ unit: fc.constantFrom('.', '/', 'F', 'From', 'a', '-', ':', 'x'.repeat(40)), maxLength: 20 });
const texts = fc.oneof(links, fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ maxLength: 80 }));
const columns = fc.integer({ min: 0, max: MAX_COLUMNS });

/** What `write` makes of a target whose open line has so many columns already. */
function written(
  length: number,
  column: number,
  write: (target: Buffer, at: { end: number; lineStart: number }) => void,
) {
  const target = Buffer.alloc(column + quotedPrintableBound(length), 'x');
  const at = { end: column, lineStart: 0 };
  write(target, at);
  return { text: target.toString('latin1', 0, at.end), lineStart: at.lineStart };
}

describe('a text that stands for itself', () => {
  it('is written as any other text is encoded, in whichever column it begins', () => {
    const literal = new LiteralText();
    let taken = 0;
    fc.assert(
      fc.property(texts, columns, columns, (text, ...begins) => {
        for (const column of begins) {
          if (!literal.read(text)) continue;
          taken += 1;
          expect(
            written(text.length, column, (target, at) => {
              literal.write(target, at);
            }),
          ).toEqual(
            written(text.length, column, (target, at) => {
              encodeQuotedPrintable(text, target, at);
            }),
          );
        }
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it.each([
    ['a blank', 'a b'],
    ['a line end', 'a\nb'],
    ['an equals sign', 'a=b'],
    ['é', 'é'],
    ['a letter beyond Latin-1', 'aŁb'],
  ])('has no %s', (_, text) => {
    expect(new LiteralText().read(text)).toBe(false);
  });
});
