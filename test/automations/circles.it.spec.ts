import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LONGEST_CIRCLE } from '../../libs/automations/src/enrolments/circles.js';
import { AutomationLab, DAY_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

let named = 0;
/** Tags that no other test uses. */
const fresh = (): [string, string] => {
  named += 1;
  return [`x${String(named)}`, `y${String(named)}`];
};

const ALWAYS = { again: 'always' };

/** Answers one tag by the other: takes the one away and gives the other. */
function answering(on: string, give: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: `On ${on}`,
    triggers: [{ type: 'tag_added', tag: on }],
    entry: ALWAYS,
    start: 'drop',
    steps: {
      drop: { type: 'remove_tag', tag: on, next: 'give' },
      give: { type: 'add_tag', tag: give, next: null },
    },
    ...more,
  };
}

const entries = async (id: number): Promise<number> => (await lab.enrolments(id)).length;

interface KeptOutGroup {
  readonly reason: string;
  readonly circle: { id: number; name: string }[];
  readonly n: number;
}

const keptOut = async (id: number): Promise<KeptOutGroup[]> =>
  (await lab.call<{ data: KeptOutGroup[] }>('GET', `/automations/${String(id)}/kept-out`)).data;

const explain = (id: number, contact: number): Promise<{ verdict: string; kept_out: unknown }> =>
  lab.call('GET', `/automations/${String(id)}/explain?contact=${String(contact)}`);

describe('two automations that answer each other', () => {
  it('end after so many entries in a row, and say whom that kept out, and why', async () => {
    const [x, y] = fresh();
    const one = await lab.publish(answering(x, y));
    const two = await lab.publish(answering(y, x));
    const contact = await lab.contact({ tags: [x] });
    await lab.settle();
    expect((await entries(one)) + (await entries(two))).toBe(LONGEST_CIRCLE);
    // The steps of the last one have been done: only the entry after it was refused.
    expect(await lab.tags(contact)).toEqual([x]);
    expect(await keptOut(one)).toMatchObject([
      {
        reason: 'circle',
        n: 1,
        circle: [
          { id: one, name: `On ${x}` },
          { id: two, name: `On ${y}` },
        ],
      },
    ]);
    expect(await keptOut(two)).toEqual([]);
    expect(await explain(one, contact)).toMatchObject({
      verdict: 'circle',
      kept_out: { reason: 'circle', circle: [{ id: one }, { id: two }] },
    });
    expect((await explain(two, contact)).kept_out).toBeNull();
  });

  it('begin anew with something from outside', async () => {
    const [x, y] = fresh();
    const one = await lab.publish(answering(x, y));
    await lab.publish(answering(y, x));
    const contact = await lab.contact({ tags: [x] });
    await lab.settle();
    expect(await entries(one)).toBe(LONGEST_CIRCLE / 2);
    await lab.call('DELETE', `/contacts/${String(contact)}/tags/${x}`);
    await lab.call('PUT', `/contacts/${String(contact)}/tags/${x}`);
    await lab.settle();
    expect(await entries(one)).toBe(LONGEST_CIRCLE);
  });

  it('lose nothing for a third one that looks at the same changes', async () => {
    const [x, y] = fresh();
    const third = await lab.publish({
      triggers: [{ type: 'tag_added', tag: x }],
      entry: ALWAYS,
      start: 'mark',
      steps: { mark: { type: 'add_tag', tag: `seen-${x}`, next: null } },
    });
    await lab.publish(answering(x, y));
    await lab.publish(answering(y, x));
    await lab.contact({ tags: [x] });
    await lab.settle();
    // Once from outside, and for each time that the circle gave the tag, the last time too.
    expect(await entries(third)).toBe(1 + LONGEST_CIRCLE / 2);
    expect(await keptOut(third)).toEqual([]);
  });

  it('may go round once a day for ever', async () => {
    const [x, y] = fresh();
    const slow = answering(x, y, {
      steps: {
        drop: { type: 'remove_tag', tag: x, next: 'rest' },
        rest: { type: 'wait', for: '24h', next: 'give' },
        give: { type: 'add_tag', tag: y, next: null },
      },
    });
    const one = await lab.publish(slow);
    await lab.publish(answering(y, x));
    await lab.contact({ tags: [x] });
    await lab.settle();
    for (let day = 1; day <= LONGEST_CIRCLE; day += 1) await lab.pass(DAY_MS);
    expect(await entries(one)).toBe(LONGEST_CIRCLE + 1);
    expect(await keptOut(one)).toEqual([]);
  });

  it('are stopped where a segment stands between them, too', async () => {
    const [x, y] = fresh();
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', {
      name: `Has ${y}`,
      condition: { type: 'tag', op: 'has_any_of', value: [y] },
    });
    await lab.buildSegments();
    const one = await lab.publish(answering(x, y));
    const two = await lab.publish(answering(y, x, { triggers: [{ type: 'segment_entered', segment }] }));
    await lab.contact({ tags: [x] });
    await lab.settle();
    expect((await entries(one)) + (await entries(two))).toBe(LONGEST_CIRCLE);
  });

  it('are stopped where the one waits for the other inside', async () => {
    const [x, y] = fresh();
    const [z] = fresh();
    const one = await lab.publish(
      answering(x, y, {
        steps: {
          drop: { type: 'remove_tag', tag: x, next: 'give' },
          give: { type: 'add_tag', tag: y, next: 'look' },
          look: {
            type: 'wait_for',
            condition: { type: 'tag', op: 'has_any_of', value: [z] },
            then: 'take',
            else: null,
          },
          take: { type: 'remove_tag', tag: z, next: 'again' },
          again: { type: 'add_tag', tag: x, next: null },
        },
      }),
    );
    await lab.publish(answering(y, z));
    await lab.contact({ tags: [x] });
    await lab.settle();
    // Each round is three long: in by the tag, the answer of the other, on by that.
    expect(await entries(one)).toBe(Math.ceil(LONGEST_CIRCLE / 3));
    expect(await keptOut(one)).toMatchObject([{ n: 1 }]);
  });

  it('begin anew with each wait that somebody from outside ends', async () => {
    const [x] = fresh();
    const condition = { type: 'event', event: `go_${x}`, measure: 'count', op: 'gte', value: 1, since: 'step' };
    const one = await lab.publish(
      answering(x, x, {
        steps: {
          drop: { type: 'remove_tag', tag: x, next: 'look' },
          look: { type: 'wait_for', condition, then: 'again', else: null },
          again: { type: 'add_tag', tag: x, next: null },
        },
      }),
    );
    const contact = await lab.contact({ tags: [x] });
    await lab.settle();
    for (let round = 0; round <= LONGEST_CIRCLE; round += 1) {
      await lab.event(contact, `go_${x}`);
      await lab.settle();
    }
    expect(await entries(one)).toBe(LONGEST_CIRCLE + 2);
  });
});

describe('one automation that sets itself off', () => {
  it('ends as well', async () => {
    const [x] = fresh();
    const one = await lab.publish(answering(x, x));
    await lab.contact({ tags: [x] });
    await lab.settle();
    expect(await entries(one)).toBe(LONGEST_CIRCLE);
  });
});

describe('those who were kept out', () => {
  const circle = async (): Promise<{ one: number; contact: number }> => {
    const [x, y] = fresh();
    const one = await lab.publish(answering(x, y));
    await lab.publish(answering(y, x));
    const contact = await lab.contact({ tags: [x] });
    await lab.settle();
    return { one, contact };
  };
  const resolve = (id: number, remedy: string): Promise<{ changed: number }> =>
    lab.call('POST', `/automations/${String(id)}/kept-out`, { do: remedy });

  it('can be taken in after all, and are not kept out any more', async () => {
    const { one, contact } = await circle();
    expect(await resolve(one, 'enter')).toEqual({ changed: 1 });
    expect(await keptOut(one)).toEqual([]);
    expect((await explain(one, contact)).kept_out).toBeNull();
    expect(await entries(one)).toBe(LONGEST_CIRCLE / 2 + 1);
  });

  it('can be forgotten', async () => {
    const { one } = await circle();
    expect(await resolve(one, 'dismiss')).toEqual({ changed: 1 });
    expect(await resolve(one, 'dismiss')).toEqual({ changed: 0 });
    expect(await keptOut(one)).toEqual([]);
  });

  it('are asked for in words that the API knows, and taken in only while it is live', async () => {
    const { one } = await circle();
    const answer = await lab.api.call('POST', `/automations/${String(one)}/kept-out`, { do: 'retry' });
    expect(answer.statusCode).toBe(422);
    await lab.call('POST', `/automations/${String(one)}/pause`);
    const refused = await lab.api.call('POST', `/automations/${String(one)}/kept-out`, { do: 'enter' });
    expect(refused.json<{ code: string }>().code).toBe('automation.not_live');
    expect(await keptOut(one)).toHaveLength(1);
  });

  it('are not those whom the entry rules keep out anyway', async () => {
    const [x, y] = fresh();
    const one = await lab.publish(answering(x, y, { entry: { again: 'never' } }));
    await lab.publish(answering(y, x));
    await lab.contact({ tags: [x] });
    await lab.settle();
    expect(await entries(one)).toBe(1);
    expect(await keptOut(one)).toEqual([]);
  });

  it('leave no trace of somebody who is erased', async () => {
    const { one, contact } = await circle();
    await lab.call('POST', `/contacts/${String(contact)}/erase`);
    expect(await keptOut(one)).toEqual([]);
  });
});
