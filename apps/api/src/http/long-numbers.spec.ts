import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quoteLongValues } from './long-numbers.js';

const everywhere = (): boolean => true;

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
    expect(quoteLongValues(json, everywhere)).toBe(expected);
  });

  it('at the places that are asked for', () => {
    const json = '[{"value":12345678901234567890,"properties":{"value":12345678901234567890}}]';
    expect(quoteLongValues(json, (path) => path.length === 2)).toBe(
      '[{"value":"12345678901234567890","properties":{"value":12345678901234567890}}]',
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
        const seen = JSON.parse(quoteLongValues(json, everywhere), (key, value: unknown) =>
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
          expect(isJson(quoteLongValues(json, everywhere))).toBe(isJson(json));
          const padded = `{"value":${text}0012345678901234567}`;
          expect(isJson(quoteLongValues(padded, everywhere))).toBe(isJson(padded));
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
