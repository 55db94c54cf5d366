import { describe, expect, it } from '@jest/globals';
import { oneOf, parseOptions } from './parse-options.js';

describe('options of a command', () => {
  it('are split into values, switches and words, in any order', () => {
    const { values, switches, words } = parseOptions(
      ['--role', 'viewer', 'anna@shop.example', '--quick', '--name=Anna'],
      ['role', 'name', 'other'],
      ['quick', 'slow'],
    );
    expect(values).toMatchObject({ role: 'viewer', name: 'Anna' });
    expect(values.other).toBeUndefined();
    expect([...switches]).toEqual(['quick']);
    expect(words).toEqual(['anna@shop.example']);
  });

  it('refuse what is unknown, by its name', () => {
    expect(() => parseOptions(['--rule', 'viewer'], ['role'])).toThrow(/--rule/);
  });

  it('refuse a word that is not among the allowed ones, and list those', () => {
    expect(() => oneOf('--role', 'boss', ['viewer', 'sales'])).toThrow('--role must be one of viewer, sales');
    expect(oneOf('--role', 'sales', ['viewer', 'sales'])).toBe('sales');
  });
});
