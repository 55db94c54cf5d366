import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeQuotedPrintable, quotedPrintableBound } from './quoted-printable.js';

function encode(text: string): string {
  const target = Buffer.alloc(quotedPrintableBound(text.length));
  const at = { end: 0, lineStart: 0 };
  encodeQuotedPrintable(text, target, at);
  return target.toString('latin1', 0, at.end);
}

/** An independent reader (RFC 2045, 6.7): soft breaks go, escapes become bytes. */
function decode(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

const bodies = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 500 }),
  fc.string({
    unit: fc.constantFrom('.', ' ', '\t', '\n', '\r\n', '=', 'a', 'é', 'From ', '👍', 'x'.repeat(74)),
    maxLength: 60,
  }),
);

describe('quoted-printable', () => {
  it('decodes to what was encoded, but for line ends, which become CRLF', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        expect(decode(encode(text))).toBe(Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n')).toString());
      }),
      { numRuns: 1_000 },
    );
  });

  it('has lines of at most 76 printable characters, none of which ends with a blank or starts with a dot or "From "', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        for (const line of encode(text).split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).toMatch(/^[\t\x20-\x7e]*$/);
          expect(line).not.toMatch(/[ \t]$|^\.|^From /);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never contains "=_", which a boundary relies on', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        expect(encode(text)).not.toContain('=_');
      }),
    );
  });

  it('stays within its bound when everything is escaped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (length) => {
        for (const unit of ['\u0001', '\uffff', '\ud83d\udc4d'])
          expect(encode(unit.repeat(length)).length).toBeLessThanOrEqual(quotedPrintableBound(unit.length * length));
      }),
    );
  });
});
