import { describe, expect, it } from '@jest/globals';
import { describeDifference } from './difference-words.js';

const LABELS: Record<string, string> = { send_email: 'Send email', wait: 'Wait', add_tag: 'Add tag' };
const lines = (before: object, after: object): string[] =>
  describeDifference(before as never, after as never, (type) => LABELS[type] ?? type).map(
    ({ sign, what, words }) => `${sign} ${what}: ${words}`,
  );

const journey = {
  name: 'Welcome',
  triggers: [{ type: 'topic_subscribed', topic: 'newsletter' }],
  start: 'mail',
  steps: {
    mail: { type: 'send_email', template: 'Hello', next: 'wait', position: { x: 1, y: 2 } },
    wait: { type: 'wait', for: '2d', next: null },
  },
};

describe('the difference of two journeys', () => {
  it('is nothing when only notes and places differ, or null stands for nothing', () => {
    const { wait, mail } = journey.steps;
    const other = { ...journey, steps: { mail: { ...mail, note: 'first' }, wait: { type: wait.type, for: '2d' } } };
    expect(lines(journey, other)).toEqual([]);
  });

  it('says what came, what went and what is otherwise', () => {
    const after = {
      ...journey,
      triggers: [{ type: 'topic_subscribed', topic: 'offers' }],
      goal: { condition: { type: 'tag', op: 'has_any_of', value: ['vip'] } },
      steps: {
        mail: { ...journey.steps.mail, template: 'Good day', next: 'tag' },
        tag: { type: 'add_tag', tag: 'welcomed', next: null },
      },
    };
    expect(lines(journey, after)).toEqual([
      '~ triggers[0].topic: "newsletter" → "offers"',
      '+ goal: {"condition":{"type":"tag","op":"has_any_of","value":["vip"]}}',
      '~ step mail: Send email, template: "Hello" → "Good day"; next: "wait" → "tag"',
      '+ step tag: Add tag (tag: "welcomed", next: end)',
      '- step wait: Wait (for: "2d", next: end)',
    ]);
  });

  it('says when a step does another thing', () => {
    const after = { ...journey, steps: { ...journey.steps, wait: { type: 'add_tag', tag: 'x', next: null } } };
    expect(lines(journey, after)).toEqual(['~ step wait: Wait (for: "2d", next: end) → Add tag (tag: "x", next: end)']);
  });

  it('keeps clear of members that every object has', () => {
    const after = { ...journey, steps: { ...journey.steps, toString: { type: 'wait', for: '1d' } } };
    expect(lines(journey, after)).toEqual(['+ step toString: Wait (for: "1d")']);
  });
});
