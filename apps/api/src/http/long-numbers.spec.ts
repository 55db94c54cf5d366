import { describe, expect, it } from '@jest/globals';
import { isLostNumber } from '#libs/kernel';
import fc from 'fast-check';
import { type JsonPath, type LongNumberUse, quoteLongNumbers } from './long-numbers.js';

const everywhere = (path: JsonPath): LongNumberUse => (path.at(-1) === 'value' ? 'quote' : 'leave');

describe('long values in JSON become text', () => {
  it.each([
    ['{"value":9007199254740993}', '{"value":"9007199254740993"}'],
    ['[{"value" : \n-0.1000000000000000055511 }]', '[{"value" : \n"-0.1000000000000000055511" }]'],
    ['{"value":1e400,"other":1e400}', '{"value":"1e400","other":1e400}'],
    ['{"\\u0076alue":12345678901234567890}', '{"\\u0076alue":"12345678901234567890"}'],
    ['{"a":"\\"value\\":12345678901234567890","value":1}', '{"a":"\\"value\\":12345678901234567890","value":1}'],
    ['{"a":{"value":[12345678901234567890]}}', '{"a":{"value":[12345678901234567890]}}'],
    ['{"value":123456789012345}', '{"value":123456789012345}'],
    ['{"value":12345678901234567,"value":2}', '{"value":"12345678901234567","value":2}'],
  ])('%s', (json, expected) => {
    expect(quoteLongNumbers(json, everywhere)).toBe(expected);
  });

  it('at the places that are asked for', () => {
    const json = '[{"value":12345678901234567890,"properties":{"value":12345678901234567890}}]';
    expect(quoteLongNumbers(json, (path) => (path.length === 2 ? 'quote' : 'leave'))).toBe(
      '[{"value":"12345678901234567890","properties":{"value":12345678901234567890}}]',
    );
  });

  it.each(['9007199254740993', '-0.12345678901234567890', '1e400', '3.3333333333333333', '12345678901234567890e-3'])(
    'or become what is refused, where a number has to keep its digits: %s',
    (number) => {
      const seen = JSON.parse(quoteLongNumbers(`{"a":[1,${number}]}`, () => 'keep')) as { a: unknown[] };
      expect(seen.a.map(isLostNumber)).toEqual([false, true]);
    },
  );

  it('but not those that keep their digits, in whatever spelling', () => {
    const json =
      '{"a":[9007199254740992,0.30000000000000004,1e21,1.0E-7,19.900000000000000000,-0.0e5,1234567890123e+5]}';
    expect(quoteLongNumbers(json, () => 'keep')).toBe(json);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        const document = JSON.stringify({ a: [double, 12345678901234567000] });
        expect(quoteLongNumbers(document, () => 'keep')).toBe(document);
      }),
    );
  });

  it('and nothing else changes, whatever the document, in whatever spelling', () => {
    const long = fc.constant(12345678901234567000);
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), long);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('tree')), fc.dictionary(keys(), tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, fc.boolean(), (document, pretty) => {
        const json = JSON.stringify(document, null, pretty ? 1 : 0);
        const seen = JSON.parse(quoteLongNumbers(json, everywhere), (key, value: unknown) =>
          key === 'value' && typeof value === 'string' && /^-?[\d.]+(?:e[+-]?\d+)?$/.test(value)
            ? Number(value)
            : value,
        ) as unknown;
        const wanted = JSON.parse(json, (key, value: unknown) =>
          key === 'value' && typeof value === 'string' && /^-?[\d.]+(?:e[+-]?\d+)?$/.test(value)
            ? Number(value)
            : value,
        ) as unknown;
        expect(seen).toEqual(wanted);
      }),
    );
  });

  it('and what is no JSON is none afterwards', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '"value":',
      '12345678901234567',
      '-',
      'e',
      '\\u00',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const json = `${text}"value":12345678901234567890`;
          expect(isJson(quoteLongNumbers(json, everywhere))).toBe(isJson(json));
          const padded = `{"value":${text}0012345678901234567}`;
          expect(isJson(quoteLongNumbers(padded, everywhere))).toBe(isJson(padded));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function keys(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant('value'),
    fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__'),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
