import { describe, expect, it } from '@jest/globals';
import { patternSchema, translatePattern } from './text-pattern.js';

describe('the patterns of `matches`', () => {
  it.each([
    ['^A(b|C)*d?$', '^a(?:b|c)*d?$'],
    ['[A-Z]{2,3}\\d+', '[a-z]{2,3}[0-9]+'],
    ['(?:x{1,3}|y)+', '(?:x{1,3}|y)+'],
    ['İ?', '(?:i̇)?'],
    ['(|a)', '(?:|a)'],
  ])('translate %s', (pattern, sql) => {
    expect(translatePattern(pattern)).toBe(sql);
  });

  it.each([
    ['a{255}', 'b{0,255}', '(?:a{10}){100}', '.{255}'.repeat(8), '(?:a?){100}', '(?:a?b){255}', '(?:(?:a|b){10}){100}'],
  ])('may repeat %s and the like', (...patterns) => {
    expect(patterns.filter((pattern) => !patternSchema.safeParse(pattern).success)).toEqual([]);
  });

  it.each([
    ['(?:(?:.?){30}){30}', 'the pattern repeats too often what may be empty'],
    ['(?:(?:a*|b){16}c){16}', 'the pattern repeats too often what may be empty'],
    ['(?:^){101}', 'the pattern repeats too often what may be empty'],
    ['(?:a*b*c*d*e*){100}', 'the pattern repeats too often what may be empty'],
    ['(?:a?){51}'.repeat(2), 'the pattern repeats too often what may be empty'],
    ['(?:(?:a|b){10}){100}'.repeat(9), 'the pattern repeats too much'],
    ['(?:a{250}){5}', 'the pattern repeats too often'],
    ['^*', 'the pattern has nothing to repeat before *'],
    ['a{2}{3}', 'the pattern has two quantifiers in a row'],
  ])('may not be %s: the database would take seconds for it, or refuse it', (pattern, message) => {
    expect(patternSchema.safeParse(pattern).error?.issues).toMatchObject([{ message }]);
  });
});
