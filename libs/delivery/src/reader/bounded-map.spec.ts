import { describe, expect, it } from '@jest/globals';
import { BoundedMap } from './bounded-map.js';

describe('a bounded map', () => {
  it('forgets the oldest when it gets too heavy, and what is put in anew counts once', () => {
    const map = new BoundedMap<string, string>(6, (text) => text.length);
    map.set('a', 'aa');
    map.set('b', 'bb');
    map.set('a', 'aaa');
    map.set('c', 'c');
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual(['aaa', 'bb', 'c']);
    map.set('d', 'd');
    expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual(['aaa', undefined, 'c', 'd']);
  });

  it('holds nothing that is too heavy alone', () => {
    const map = new BoundedMap<string, string>(3, (text) => text.length);
    map.set('a', 'a');
    map.set('b', 'bbbb');
    expect([map.get('a'), map.get('b')]).toEqual([undefined, undefined]);
    map.set('c', 'ccc');
    expect(map.get('c')).toBe('ccc');
  });
});
