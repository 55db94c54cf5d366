import { describe, expect, it } from '@jest/globals';
import { flowOf } from './flow.js';
import { toMermaid } from './mermaid.js';

const edges: Record<string, readonly string[]> = {
  branch: ['branches[].next', 'else'],
  wait_for: ['then', 'else'],
  exit: [],
};
const document = {
  start: 'ask',
  steps: {
    ask: { type: 'branch', name: 'Big?', branches: [{ next: 'tag' }], else: 'mail' },
    tag: { type: 'add_tag', name: 'Tag "vip"', next: 'mail' },
    mail: { type: 'send_email', name: 'Mail', next: null },
  },
};
const flow = flowOf(document, 'Somebody comes', (type) => edges[type] ?? ['next']);

describe('the picture of a flow', () => {
  it('puts every box below those that lead to it, and no two in one place', () => {
    expect(flow.boxes.map(({ id, row, column }) => [id, row, column])).toEqual([
      ['(start)', 0, 0],
      ['ask', 1, 0],
      ['tag', 2, 0],
      ['mail', 3, 0],
    ]);
  });

  it('says which way is which where ways part', () => {
    expect(flow.lines).toEqual([
      { from: '(start)', to: 'ask', label: '' },
      { from: 'ask', to: 'tag', label: 'yes' },
      { from: 'ask', to: 'mail', label: 'no' },
      { from: 'tag', to: 'mail', label: '' },
    ]);
  });

  it('is drawn as Mermaid, whatever stands in the words', () => {
    expect(toMermaid(flow)).toBe(
      [
        'flowchart TD',
        '  s0(["Somebody comes"])',
        '  s1{"Big?"}',
        '  s2["Tag #quot;vip#quot;"]',
        '  s3["Mail"]',
        '  s0 --> s1',
        '  s1 -->|yes| s2',
        '  s1 -->|no| s3',
        '  s2 --> s3',
      ].join('\n'),
    );
  });
});
