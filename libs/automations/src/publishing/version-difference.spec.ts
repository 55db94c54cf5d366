import { describe, expect, it } from '@jest/globals';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { compareVersions, doesTheSame, findSuccessor } from './version-difference.js';

const EDGES: Readonly<Record<string, readonly string[]>> = {
  branch: ['branches[].next', 'else'],
  wait_for: ['then', 'else'],
  exit: [],
};
const edgesOf = (type: string): readonly string[] => EDGES[type] ?? ['next'];

const document = (steps: AutomationDocument['steps'], more: Partial<AutomationDocument> = {}): AutomationDocument => ({
  name: 'A',
  triggers: [],
  start: 'a',
  steps,
  ...more,
});

describe('the difference between two versions', () => {
  it('names steps that came, went and changed, and leaves notes and places aside', () => {
    const before = document({
      a: { type: 'wait', for: '1d', next: 'b', note: 'Why' },
      b: { type: 'wait', for: '2d', next: null },
      c: { type: 'exit' },
    });
    const after = document({
      a: { type: 'wait', for: '1d', next: 'b', note: 'Because', position: { x: 1, y: 2 } },
      b: { type: 'wait', for: '3d', next: null },
      d: { type: 'exit' },
    });
    expect(Object.fromEntries(compareVersions(before, after).steps)).toEqual({
      a: 'same',
      b: 'changed',
      c: 'removed',
      d: 'added',
    });
  });

  it('names the settings that differ, whatever the order of their members', () => {
    const before = document({}, { entry: { again: 'always', cooldown: '1d' }, description: 'Old' });
    const after = document({}, { entry: { cooldown: '1d', again: 'always' }, goal: { condition: { all: [] } } });
    expect(compareVersions(before, after).settings).toEqual(['description', 'goal']);
  });

  it('calls everything added where nothing was published', () => {
    const { steps } = compareVersions(null, document({ a: { type: 'exit' } }));
    expect([...steps]).toEqual([['a', 'added']]);
  });

  it('is not fooled by a step that is called as a member of every object', () => {
    const { steps } = compareVersions(document({}), document({ constructor: { type: 'exit' } }));
    expect([...steps]).toEqual([['constructor', 'added']]);
  });
});

describe('a step that leads elsewhere', () => {
  it('does the same, on plain edges and on those of a list', () => {
    const way = { condition: { all: [] }, next: 'x' };
    expect(doesTheSame({ type: 'wait', for: '1d', next: 'x' }, { type: 'wait', for: '1d', next: null }, edgesOf)).toBe(
      true,
    );
    expect(
      doesTheSame(
        { type: 'branch', branches: [way], else: 'y' },
        { type: 'branch', branches: [{ ...way, next: 'z' }], else: null },
        edgesOf,
      ),
    ).toBe(true);
  });

  it('does not when a condition, a time or its kind differs', () => {
    const branch = { type: 'branch', branches: [{ condition: { all: [] }, next: 'x' }], else: null };
    const other = { type: 'branch', branches: [{ condition: { any: [] }, next: 'x' }], else: null };
    expect(doesTheSame(branch, other, edgesOf)).toBe(false);
    expect(doesTheSame({ type: 'wait', for: '1d' }, { type: 'wait', for: '2d' }, edgesOf)).toBe(false);
    expect(doesTheSame({ type: 'exit' }, { type: 'goal' }, edgesOf)).toBe(false);
  });
});

describe('who stands at a step that is gone', () => {
  const before = document({
    a: { type: 'wait_for', condition: {}, then: 'b', else: 'c' },
    b: { type: 'wait', for: '1d', next: null },
    c: { type: 'wait', for: '1d', next: 'd' },
    d: { type: 'wait', for: '1d', next: 'c' },
    e: { type: 'exit' },
  });

  it('goes on at the first step that is left on the last ways', () => {
    expect(findSuccessor('a', before, document({ d: { type: 'exit' } }), edgesOf)).toBe('d');
  });

  it('stays where the step is still there', () => {
    expect(findSuccessor('a', before, document({ a: { type: 'exit' } }), edgesOf)).toBe('a');
  });

  it('has come to the end where nothing is left, even on a loop', () => {
    expect(findSuccessor('c', before, document({}), edgesOf)).toBeNull();
    expect(findSuccessor('e', before, document({}), edgesOf)).toBeNull();
    expect(findSuccessor('x', before, document({}), edgesOf)).toBeNull();
  });
});
