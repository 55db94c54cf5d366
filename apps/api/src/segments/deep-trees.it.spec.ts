import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangeRouter } from '#libs/contacts';
import { SegmentRefresh } from '#libs/segments';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

const LEAF = '{"type":"tag","op":"has_any_of","value":["deep"]}';
const SHAPES = [
  [1_998, 'not', '{"not":', '}'],
  [999, 'all', '{"all":[', ']}'],
  [999, 'any', '{"any":[', ']}'],
] as const;

interface Segment {
  readonly id: number;
  readonly status: string;
  readonly count: number;
}

describe('the deepest trees', () => {
  let api: TestApi;
  let contactId = 0;

  beforeAll(async () => {
    api = await createTestApi();
    const made = await api.call('POST', '/contacts', { email: 'a@x.example', tags: ['deep'] });
    contactId = made.json<{ id: number }>().id;
    await api.call('POST', '/contacts', { email: 'b@x.example' });
  });
  afterAll(() => api.close());

  async function send<T>(method: 'POST' | 'PATCH', path: string, payload: string): Promise<T> {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
    const answer = await api.inject({ method, url: `/api/v1${path}`, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body.slice(0, 500)}`);
    return answer.json<T>();
  }
  const treeOf = (levels: number, open: string, close: string): string =>
    `${open.repeat(levels)}${LEAF}${close.repeat(levels)}`;
  const setTag = async (method: 'PUT' | 'DELETE'): Promise<void> => {
    await api.call(method, `/contacts/${String(contactId)}/tags/deep`);
    await api.app.get(ChangeRouter, { strict: false }).routeAll();
  };

  it.each(SHAPES)('of %d %s are saved, built, changed, kept up and explained', async (levels, kind, open, close) => {
    const tree = treeOf(levels, open, close);
    const { id } = await send<Segment>('POST', '/segments', `{"name":"${kind}","condition":${tree}}`);
    await api.app.get(SegmentRefresh, { strict: false }).refresh(id);
    const path = `/segments/${String(id)}`;
    const count = async (): Promise<number> => (await api.call('GET', path)).json<Segment>().count;
    const shown = await api.call('GET', path);
    expect(shown.json<Segment>()).toMatchObject({ status: 'ready', count: 1 });
    expect(shown.body).toContain(`"condition":${open.repeat(levels)}{`);
    expect(await send<Segment>('PATCH', path, `{"condition":${tree}}`)).toMatchObject({ status: 'ready', count: 1 });
    await setTag('DELETE');
    expect(await count()).toBe(0);
    const explained = await api.call('GET', `${path}/explain?contact=${String(contactId)}`);
    expect([explained.statusCode, explained.json<{ verdict: boolean }>().verdict]).toEqual([200, false]);
    expect(explained.body.split('"clauses":[')).toHaveLength(levels + 2);
    await setTag('PUT');
    expect(await count()).toBe(1);
  });

  it.each(SHAPES)(
    'of %d %s list contacts, filter automations and choose audiences',
    async (levels, kind, open, close) => {
      const tree = treeOf(levels, open, close);
      const found = await send<{ data: { id: number }[] }>('POST', '/contacts/search', `{"condition":${tree}}`);
      expect(found.data.map(({ id }) => id)).toEqual([contactId]);
      const steps = `{"s1":{"type":"branch","branches":[{"condition":${tree},"next":"s2"}],"else":null},
      "s2":{"type":"add_tag","tag":"x","next":null}}`;
      const automation = await send<{ id: number }>(
        'POST',
        '/automations',
        `{"name":"${kind}","triggers":[{"type":"contact_created"}],"filter":${tree},"start":"s1","steps":${steps}}`,
      );
      expect((await api.call('POST', `/automations/${String(automation.id)}/publish`)).statusCode).toBe(200);
      const template = await api.call('POST', '/templates', { name: 'T', subject: 'S', html: '<p>x</p>' });
      const audience = `{"everyone":true,"reason":"test","condition":${tree}}`;
      const campaign = await send<{ id: number }>(
        'POST',
        '/campaigns',
        `{"name":"${kind}","template_id":${String(template.json<{ id: number }>().id)},"topic":"newsletter","audience":${audience}}`,
      );
      expect((await api.call('GET', `/campaigns/${String(campaign.id)}/preflight`)).statusCode).toBe(200);
    },
  );
});
