import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const path = (id: number, rest = ''): string => `/automations/${String(id)}${rest}`;

/** Nothing that could be missed. */
const PLAIN = {
  triggers: [{ type: 'manual' }],
  sends: null,
  start: 'mark',
  steps: { mark: { type: 'add_tag', tag: 'seen', next: null } },
};

/** One of each kind of thing that a document names, and where each is taken away. */
async function namedThings() {
  const make = <T>(route: string, body: object): Promise<T> => lab.call<T>('POST', route, body);
  const key = `kept_${Math.random().toString(36).slice(2, 8)}`;
  const field = await make<{ id: number }>('/fields', { key, type: 'text' });
  const list = await make<{ id: number }>('/segments', { name: `List ${key}`, kind: 'static' });
  const condition = { type: 'tag', op: 'has_any_of', value: [key] };
  const segment = await make<{ id: number }>('/segments', { name: `Segment ${key}`, condition });
  const topic = await make<{ id: number; slug: string }>('/topics', { name: `Topic ${key}` });
  const document = {
    triggers: [{ type: 'manual' }],
    sends: { topic: topic.slug },
    start: 'hold',
    steps: {
      hold: { type: 'wait', for: '2d', next: 'fork' },
      fork: {
        type: 'branch',
        branches: [{ condition: { type: 'segment', op: 'in', segment: segment.id }, next: null }],
        else: 'list',
      },
      list: { type: 'add_to_segment', segment: list.id, next: 'field' },
      field: { type: 'set_field', field: key, value: 'x', next: null },
    },
  };
  const routes = [
    `/fields/${String(field.id)}`,
    `/segments/${String(list.id)}`,
    `/segments/${String(segment.id)}`,
    `/topics/${String(topic.id)}`,
  ];
  return { document, routes };
}

const refusals = async (routes: readonly string[]): Promise<number[]> => {
  const answers: number[] = [];
  for (const route of routes) answers.push((await lab.api.call('DELETE', route)).statusCode);
  return answers;
};

describe('what an automation names', () => {
  it('can not be taken away while the version that runs needs it, whatever the draft says', async () => {
    const { document, routes } = await namedThings();
    const id = await lab.publish(document);
    await lab.call('PATCH', path(id), PLAIN);
    expect(await refusals(routes)).toEqual([409, 409, 409, 409]);
  });

  it('is needed by those who are kept on an earlier version, until that is over', async () => {
    const { document, routes } = await namedThings();
    const id = await lab.publish(document);
    const contact = await lab.contact();
    await lab.call('POST', path(id, '/enrolments'), { contact_id: contact });
    await lab.settle();
    await lab.publishEdit(id, PLAIN);
    await lab.call('PATCH', path(id), { folder: 'Filed' });
    expect(await refusals(routes)).toEqual([409, 409, 409, 409]);

    await lab.pass(3 * DAY_MS);
    expect(await lab.enrolments(id)).toMatchObject([{ state: 'completed', error: null }]);
    await lab.call('POST', path(id, '/publish'));
    expect(await refusals(routes)).toEqual([200, 200, 200, 200]);
  });

  it('is free once a version without it runs and nobody is under way in the other', async () => {
    const { document, routes } = await namedThings();
    const id = await lab.publish(document);
    await lab.publishEdit(id, PLAIN);
    expect(await refusals(routes)).toEqual([200, 200, 200, 200]);
  });
});
