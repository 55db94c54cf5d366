import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findSlip } from './json-slip.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a slip in JSON', () => {
  it.each([
    ['{ "a": }', 7],
    ['{ "a": 1 "b": 2 }', 9],
    ['[1, 2,]', 6],
    ['{ "a": 1, }', 10],
    ['[1, 2', 5],
    ['', 0],
    ['{} {}', 3],
    ["{ 'a': 1 }", 2],
    ['[01]', 2],
    ['["a\tb"]', 1],
    ['[}', 1],
  ])('in %j is at %i', (text, at) => {
    expect(findSlip(text)).toBe(at);
  });

  it('is found exactly when the engine finds one', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      ' ',
      '\n',
      '"a"',
      '"',
      '1',
      '-',
      '0.5',
      'null',
      'tru',
      '\\',
    );
    const change = fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.array(piece, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.json(), change, (json, { at, cut, put }) => {
        const from = at % (json.length + 1);
        const text = json.slice(0, from) + put.join('') + json.slice(from + cut);
        expect({ text, sound: findSlip(text) === null }).toEqual({ text, sound: isJson(text) });
      }),
      { numRuns: 3_000 },
    );
  });
});
