import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toJson } from './to-json.js';

const LEVELS = 10_000;

function wrap(inner: unknown): unknown {
  let deep = inner;
  for (let level = 0; level < LEVELS; level += 1) deep = { n: level, left: undefined, in: [deep] };
  return deep;
}

it('writes what JSON.stringify would, however deep it is', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constant({ at: new Date(0), gone: undefined, list: [undefined, null] }));
  fc.assert(
    fc.property(value, (inner) => {
      const json = toJson(wrap(inner));
      const start = json.indexOf('{"n":0,"in":[') + '{"n":0,"in":['.length;
      expect(json.slice(start, json.length - 2 * LEVELS)).toBe(JSON.stringify(inner));
      expect(json.slice(0, 26)).toBe('{"n":9999,"in":[{"n":9998,');
    }),
    { numRuns: 30 },
  );
  expect(() => JSON.stringify(wrap(1))).toThrow(RangeError);
});

it('passes on what can be written by nobody', () => {
  expect(() => toJson({ big: 1n })).toThrow(TypeError);
});
