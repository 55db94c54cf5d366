import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

let named = 0;
const fresh = (): [string, string] => {
  named += 1;
  return [`x${String(named)}`, `y${String(named)}`];
};

function answering(
  name: string,
  trigger: Record<string, unknown>,
  step: Record<string, unknown>,
  again = 'always',
): Record<string, unknown> {
  const steps = { hold: { type: 'wait', for: '1d', next: 'do' }, do: { ...step, next: null } };
  return { name, triggers: [trigger], entry: { again }, start: 'hold', steps };
}

const onTag = (tag: string) => ({ type: 'tag_added', tag });
const addTag = (tag: string) => ({ type: 'add_tag', tag });

const draft = async (document: Record<string, unknown>): Promise<number> =>
  (await lab.call<{ id: number }>('POST', '/automations', document)).id;

interface Finding {
  readonly path: string;
  readonly message: string;
}

const warnings = async (id: number): Promise<Finding[]> =>
  (await lab.call<{ warnings: Finding[] }>('GET', `/automations/${String(id)}/review`)).warnings;

/** Of circles alone: that a tag is new is a warning of another kind. */
const circles = async (id: number): Promise<Finding[]> =>
  (await warnings(id)).filter(({ message }) => message.includes('Such a circle'));

describe('the review before publishing', () => {
  it('names the step that closes a circle, and those on it; publishing is not refused', async () => {
    const [x, y] = fresh();
    await lab.publish(answering('Other', onTag(y.toUpperCase()), addTag(x)));
    const id = await draft(answering('Mine', onTag(x), addTag(y)));
    expect(await circles(id)).toEqual([
      {
        path: 'steps.do',
        message: 'Sets off “Other”, which sets off this automation again. Such a circle ends after 20 entries in a row',
      },
    ]);
    await lab.call('POST', `/automations/${String(id)}/publish`);
  });

  it('follows a circle over several, and one that stands alone', async () => {
    const [x, y] = fresh();
    const [z] = fresh();
    await lab.publish(answering('Second', onTag(y), addTag(z)));
    await lab.publish(answering('Third', onTag(z), addTag(x)));
    const id = await draft(answering('First', onTag(x), addTag(y)));
    expect((await circles(id))[0]?.message).toMatch(/^Sets off “Second”, which sets off “Third”, which sets off this/);
    const alone = await draft(answering('Alone', onTag(`own-${x}`), addTag(`own-${x}`)));
    expect((await circles(alone))[0]?.message).toMatch(/^Sets off this automation again/);
  });

  it('says nothing where somebody enters once, or where the other does something else', async () => {
    const [x, y] = fresh();
    await lab.publish(answering('Once', onTag(y), addTag(x), 'never'));
    expect(await circles(await draft(answering('Mine', onTag(x), addTag(y))))).toEqual([]);
    const [v, w] = fresh();
    await lab.publish(answering('Other way', onTag(w), { type: 'remove_tag', tag: v }));
    expect(await circles(await draft(answering('Mine', onTag(v), addTag(w))))).toEqual([]);
    expect(await circles(await draft(answering('Mine', onTag(v), addTag(w), 'never')))).toEqual([]);
  });

  it('knows every kind of step that changes somebody', async () => {
    await lab.call('POST', '/fields', { key: 'level', type: 'text' });
    const { id: members } = await lab.call<{ id: number }>('POST', '/segments', { name: 'By hand', kind: 'static' });
    const { id: other } = await lab.call<{ id: number }>(
      'POST',
      '/automations',
      answering('Empty', onTag('q'), addTag('r')),
    );
    await lab.call('POST', `/automations/${String(other)}/publish`);
    const pairs: [Record<string, unknown>, Record<string, unknown>][] = [
      [
        { type: 'tag_removed', tag: 't' },
        { type: 'remove_tag', tag: 't' },
      ],
      [
        { type: 'field_changed', field: 'level', to: 'a' },
        { type: 'set_field', field: 'level', value: 'A' },
      ],
      [
        { type: 'field_changed', field: 'level', from: 'b', to: 'a' },
        { type: 'set_field', field: 'level', value: 'a' },
      ],
      [
        { type: 'field_changed', field: 'owner' },
        { type: 'assign_owner', to: 'round_robin' },
      ],
      [
        { type: 'field_changed', field: 'owner', to: 7 },
        { type: 'assign_owner', to: 'round_robin', keep: false },
      ],
      [
        { type: 'field_changed', field: 'owner', from: 7 },
        { type: 'assign_owner', to: 'round_robin', keep: false },
      ],
      [
        { type: 'topic_subscribed', topic: 'newsletter' },
        { type: 'subscribe', topic: 'newsletter' },
      ],
      [
        { type: 'topic_unsubscribed', topic: 'newsletter' },
        { type: 'unsubscribe', topic: 'newsletter' },
      ],
      [
        { type: 'segment_entered', segment: members },
        { type: 'add_to_segment', segment: members },
      ],
      [
        { type: 'segment_left', segment: members },
        { type: 'remove_from_segment', segment: members },
      ],
      [onTag('r'), { type: 'start_automation', automation: other }],
    ];
    for (const [trigger, step] of pairs) {
      expect((await circles(await draft(answering('Mine', trigger, step)))).map(({ path }) => path)).toEqual([
        'steps.do',
      ]);
    }
  });

  it.each([
    [
      { field: 'city', from: 'Ulm' },
      { type: 'set_field', field: 'city', value: 'Ulm' },
    ],
    [
      { field: 'city', to: 'Bonn' },
      { type: 'set_field', field: 'city', value: 'Ulm' },
    ],
    [
      { field: 'owner', from: 7 },
      { type: 'assign_owner', to: 'round_robin', keep: true },
    ],
    [{ field: 'city' }, { type: 'assign_owner', to: 'round_robin', keep: false }],
  ])('says nothing where %j begins it and its step is %j', async (trigger, step) => {
    expect(await circles(await draft(answering('Mine', { type: 'field_changed', ...trigger }, step)))).toEqual([]);
  });

  it('looks through a segment whose condition names what the step changes', async () => {
    const [x, y] = fresh();
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', {
      name: `Has ${y}`,
      condition: { type: 'tag', op: 'has_any_of', value: [y] },
    });
    const entered = { type: 'segment_entered', segment };
    await lab.publish(answering('By segment', entered, addTag(x)));
    expect(await circles(await draft(answering('Mine', onTag(x), addTag(y))))).toHaveLength(1);
    expect(await circles(await draft(answering('Mine', onTag(x), addTag(`not-${y}`))))).toEqual([]);
    const { id: owned } = await lab.call<{ id: number }>('POST', '/segments', {
      name: 'Has an owner',
      condition: { type: 'field', field: 'owner', op: 'is_not_empty' },
    });
    const assign = { type: 'assign_owner', to: 'round_robin' };
    expect(await circles(await draft(answering('Owned', { ...entered, segment: owned }, assign)))).toHaveLength(1);
  });
});
