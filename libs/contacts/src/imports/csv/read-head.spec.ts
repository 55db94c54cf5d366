import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameColumns } from './read-head.js';

describe('nameColumns', () => {
  it('gives a column without a name, or with a second one, its number', () => {
    expect(nameColumns([' a', '', 'a'])).toEqual(['a', 'Column 2', 'a (3)']);
  });

  it('takes no name from the column that has it by itself', () => {
    expect(nameColumns(['a', 'a', 'a (2)'])).toEqual(['a', 'a (3)', 'a (2)']);
    expect(nameColumns(['Column 2', ''])).toEqual(['Column 2', 'Column 2 (2)']);
  });

  it('never names two columns alike', () => {
    const cell = fc.constantFrom('', 'a', 'a (2)', 'a (3)', 'Column 2', 'a (2) (3)');
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 8 }), (cells) => new Set(nameColumns(cells)).size === cells.length),
    );
  });
});
