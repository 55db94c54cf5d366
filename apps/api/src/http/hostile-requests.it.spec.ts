import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES } from '../access/route-table.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

/** Bodies that no route expects; each text is also sent as every member that a DTO of ours has. */
const BODIES: readonly string[] = [
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '[[[[]]]]',
  '"text"',
  'null',
  '7',
  '{"name":{"$ne":null},"email":["a@b.example"],"condition":"x","steps":[],"mjml":{},"to":{}}',
  JSON.stringify({ name: 'n', kind: 'static', description: '\ud800' }),
  JSON.stringify({ name: '\udc00', subject: 's', html: '<p>' }),
  JSON.stringify({ name: '\u0000', subject: '\u0000', key: '\u0000', email: '\u0000', condition: { type: '\u0000' } }),
  '{"name":"x","template_id":9007199254740991,"topic":"newsletter","audience":{"include":[9007199254740991]}}',
  '{"to":"a@x.example","template_id":9007199254740991,"sender_id":9007199254740991}',
  '{"contact_id":9007199254740991,"user_id":9007199254740991}',
  '{"name":1e400,"template_id":1e400,"id":-1e400,"limit":1e400}',
  `{"condition":${'{"not":'.repeat(480)}{"all":[]}${'}'.repeat(480)}}`,
];
const IDS = ['0', '-1', '1.5', '99999999', '9'.repeat(30), '1e3', 'null', '%00', '..%2f..%2fetc', 'x'.repeat(2000)];

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, object>>;
}

interface OpenApi {
  readonly paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** The members of a route's body, by the OpenAPI document. */
function membersOf(document: OpenApi, method: string, path: string): string[] {
  const content = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content ?? {};
  const walk = ({ $ref, allOf = [], properties = {} }: Schema): string[] => [
    ...Object.keys(properties),
    ...allOf.flatMap(walk),
    ...($ref === undefined ? [] : walk(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {})),
  ];
  return Object.values(content).flatMap(({ schema }) => walk(schema));
}

/** Something with id 1 behind each route that changes one. */
async function makeOneOfEach(api: TestApi): Promise<void> {
  const made = [
    ['/contacts', { email: 'one@x.example', tags: ['one'] }],
    ['/fields', { key: 'one', type: 'text' }],
    ['/segments', { name: 'One', condition: { all: [] } }],
    ['/senders', { name: 'One', email: 'one@x.example' }],
    ['/templates', { name: 'One', subject: 's', html: '<p>x</p>' }],
    ['/campaigns', { name: 'One', template_id: 1, topic: 'newsletter', audience: { include: [1] } }],
    [
      '/automations',
      {
        name: 'One',
        triggers: [{ type: 'manual' }],
        start: 'a',
        steps: { a: { type: 'add_tag', tag: 't', next: null } },
      },
    ],
    ['/users', { email: 'user@x.example', name: 'One', role: 'viewer' }],
    [
      '/returned-mail/sources',
      { type: 'postmark', name: 'One', settings: { username: 'u', password: 'x'.repeat(40) } },
    ],
  ] as const;
  for (const [path, body] of made) {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`POST ${path}: ${answer.body}`);
  }
}

/** Streams: they have no end that a test could wait for. */
const ENDLESS = new Set(['GET /api/v1/live']);

describe('whatever is sent to whatever route', () => {
  let api: TestApi;
  let key: string;
  beforeAll(async () => {
    api = await createTestApi();
    // One of its own: revoking key 1 is among what is tried.
    key = await api.keyOf('administrator');
  });
  afterAll(() => api.close());

  const send = (method: string, url: string, payload?: string): Promise<TestResponse> =>
    api.inject({
      method: method as 'GET',
      url,
      headers: {
        authorization: `Bearer ${key}`,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
  const routes = Object.keys(ROUTES)
    .filter((route) => !ENDLESS.has(route))
    .map((route) => route.split(' ') as [string, string]);

  it('no member of an edit takes the api down, be it null, empty, huge or of another type', async () => {
    await makeOneOfEach(api);
    const document = (await api.inject({ method: 'GET', url: '/api/openapi.json' })).json<OpenApi>();
    const edits = routes.filter(([method]) => method === 'PATCH' || method === 'PUT');
    const failed: string[] = [];
    for (const [method, path] of edits) {
      for (const member of membersOf(document, method, path)) {
        for (const value of [null, '', [], {}, 1e30, -1, Number.MAX_SAFE_INTEGER, true, '\u0000', '\ud800', 'x']) {
          const answer = await send(method, path.replaceAll(/\{\w+\}/g, '1'), JSON.stringify({ [member]: value }));
          if (answer.statusCode >= 500) failed.push(`${method} ${path} ${JSON.stringify({ [member]: value })}`);
        }
      }
    }
    expect(failed).toEqual([]);
  }, 60_000);

  it.each(routes.filter(([method]) => method !== 'GET'))(
    '%s %s never fails by itself',
    async (method, path) => {
      const url = path.replaceAll(/\{\w+\}/g, '1');
      for (const body of BODIES) {
        const answer = await send(method, url, body);
        expect([body.slice(0, 80), answer.statusCode < 500 || answer.body]).toEqual([body.slice(0, 80), true]);
      }
    },
    60_000,
  );

  it.each(routes.filter(([, path]) => path.includes('{')))('%s %s takes any address', async (method, path) => {
    for (const id of IDS) {
      const answer = await send(method, path.replaceAll(/\{\w+\}/g, id), method === 'GET' ? undefined : '{}');
      expect([id.slice(0, 40), answer.statusCode < 500 || answer.body]).toEqual([id.slice(0, 40), true]);
    }
  });

  it.each(routes.filter(([method]) => method === 'GET'))('%s %s takes any query', async (method, path) => {
    const url = path.replaceAll(/\{\w+\}/g, '1');
    const keys = ['search', 'cursor', 'segment', 'tag', 'sort', 'status', 'contact', 'limit', 'token', 'step', 'state'];
    for (const value of ['%00', '%ED%A0%80', '9'.repeat(30), 'WzFlMzAwXQ', "'%22%3B--", '%25_%5C']) {
      for (const key of keys) {
        const answer = await send(method, `${url}?${key}=${value}`);
        expect([key, value, answer.statusCode < 500 || answer.body]).toEqual([key, value, true]);
      }
    }
  });
});

describe('hostile requests', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  it('answers a cursor, an order or a number that no list has made, and goes on', async () => {
    await makeOneOfEach(api);
    const cursor = (...key: unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');
    const answered: [string, number][] = [
      ['/contacts?sort=toString', 422],
      ['/contacts?sort=-__proto__', 422],
      ...[null, 1, 'x', '9999-99-99 00:00:00+00', '2026-01-01 00:00:00+23:00'].map((key): [string, number] => [
        `/contacts?sort=updated_at&cursor=${cursor(key, 1)}`,
        422,
      ]),
      ...['x', '2026-02-30', '0000-01-01', null].map((day): [string, number] => [
        `/currencies/rates?cursor=${cursor(day, 'EUR')}`,
        422,
      ]),
      [`/contacts/1/timeline?cursor=${cursor('-271821-04-20T00:00:00.000Z', 1)}`, 422],
      [`/segments/1/versions?cursor=${cursor(2 ** 31)}`, 200],
    ];
    for (const [url, status] of answered) {
      expect([url, (await api.call('GET', url)).statusCode]).toEqual([url, status]);
    }
    const restored = await api.call('POST', `/segments/1/versions/${String(2 ** 31)}/restore`, {});
    expect(restored.json()).toMatchObject({ status: 404, code: 'segment.version_not_found' });
  });

  it('is not ended by what has a text of its own, as toString of an object', async () => {
    const odd = { toString: 1, valueOf: 1 };
    for (const body of [{ external_id: odd }, { email: odd }, { email: 'a@x.example', external_id: odd, owner: odd }]) {
      expect((await api.call('POST', '/contacts', body)).statusCode).toBe(422);
      expect((await api.call('POST', '/events', { contact: body, name: 'n' })).json()).toMatchObject({ accepted: 0 });
    }
  });

  it('takes a member called constructor for a member', async () => {
    const odd = [1, null, 'x', [], { name: 'Object' }];
    for (const constructor of odd) {
      const tree = await api.call('POST', '/segments/preview', { condition: { all: [], constructor } });
      expect(tree.json()).toMatchObject({ status: 422, code: 'condition.invalid' });
      const rates = await api.call('PUT', '/currencies/rates', { rates: [{ constructor, currency: {}, day: 1 }] });
      expect(rates.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['rates[0].constructor', 'rates[0].currency']),
      );
      const named = await api.call('POST', '/tags', { name: 'x', constructor });
      expect(named.json()).toMatchObject({ status: 422, errors: [{ path: 'constructor' }] });
    }
    const condition = { type: 'event', event: 'x', measure: 'count', op: 'gte', value: 0, constructor: 1 };
    const named = await api.call('POST', '/segments', { name: 'x', condition: { any: [condition] } });
    expect(named.json()).toMatchObject({ status: 422, errors: [{ path: 'condition.any[0].constructor' }] });
    const data = { constructor: 'Brick & Sons' };
    await api.call('POST', '/senders', { name: 'S', email: 's@x.example' });
    const html = '<p>Built</p>';
    const template = await api.call('POST', '/templates', { name: 'Built', subject: 's', html });
    const { id } = template.json<{ id: number }>();
    const sent = await api.call('POST', '/messages', { to: 'owner@x.example', template_id: id, data });
    expect(sent.statusCode).toBe(202);
    expect(await api.db.query('SELECT data FROM messages WHERE id = $1', [sent.json<{ id: number }>().id])).toEqual([
      { data },
    ]);
  });

  it('deletes no document that has changed since it was seen', async () => {
    const condition = { all: [] };
    const audience = { include: [], everyone: true, reason: 'r' };
    const html = '<p>x</p>';
    await api.call('POST', '/senders', { name: 'S', email: 's@x.example' });
    const template = await api.call('POST', '/templates', { name: 'Seen', subject: 's', html });
    const { id: template_id } = template.json<{ id: number }>();
    const steps = { a: { type: 'exit' } };
    const documents: [string, object][] = [
      ['/segments', { name: 'Seen', condition }],
      ['/templates', { name: 'Seen, too', subject: 's', html }],
      ['/campaigns', { name: 'Seen', template_id, topic: 'newsletter', audience }],
      ['/automations', { name: 'Seen', triggers: [{ type: 'manual' }], start: 'a', steps }],
    ];
    for (const [path, body] of documents) {
      const { id, version } = (await api.call('POST', path, body)).json<{ id: number; version: number }>();
      const remove = (seen: number): Promise<TestResponse> =>
        api.inject({
          method: 'DELETE',
          url: `/api/v1${path}/${String(id)}`,
          headers: { authorization: `Bearer ${api.adminKey}`, 'if-match': `"${String(seen)}"` },
        });
      expect([path, (await remove(version + 1)).statusCode]).toEqual([path, 412]);
      expect([path, (await remove(version)).statusCode]).toEqual([path, 200]);
    }
  });

  it('sends no test mail in the name of nobody', async () => {
    await api.call('POST', '/senders', { name: 'S', email: 's@x.example' });
    const template = await api.call('POST', '/templates', { name: 'T', subject: 's', html: '<p>x</p>' });
    const path = `/templates/${String(template.json<{ id: number }>().id)}/test`;
    const answer = await api.call('POST', path, { to: 'me@x.example', sender_id: 999, contact_id: 999_999 });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ path: 'contact_id' }, { path: 'sender_id' }] });
  });

  it('measures how far the smallest number is from a place', async () => {
    const tiny = { latitude: 5e-324, longitude: -1e-200 };
    await api.call('POST', '/contacts', { email: 'tiny@x.example', ...tiny });
    for (const [lat, lon] of [
      [0, 0],
      [tiny.latitude, tiny.longitude],
    ]) {
      const condition = { type: 'geo', near: { lat, lon, km: 0.001 } };
      const counted = await api.call('POST', '/segments/preview', { condition });
      expect([counted.statusCode, counted.json()]).toMatchObject([200, { count: 1 }]);
    }
  });

  it('names the text that cannot be stored by its path', async () => {
    const answer = await api.call('POST', '/segments', { name: 'a', condition: { all: ['\ud800'] } });
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
      422,
      [{ path: 'condition.all[0]', message: 'holds U+0000 or half of a surrogate pair, which cannot be stored' }],
    ]);
  });

  const refused = async (method: 'POST' | 'PUT', path: string, body: object): Promise<unknown> => {
    const answer = await api.call(method, path, body);
    return [answer.statusCode, answer.json<{ errors?: object[] }>().errors];
  };

  it.each(['2020', '2030-W10', '2030-01-01', '2030-01-01T10:00', '2030-02-30T00:00:00Z', '2030-01-01T24:00:00Z'])(
    'takes %s for a moment nowhere',
    async (moment) => {
      const message = 'must be a time as in RFC 3339, such as 2026-12-01T09:00:00Z';
      const campaign = { name: 'C', template_id: 1, topic: 'newsletter', audience: { include: [1] }, send_at: moment };
      const consent = { status: 'subscribed', source: 's', lawful_basis: 'consent', expires_at: moment };
      for (const [path, method, route, body] of [
        ['send_at', 'POST', '/campaigns', campaign],
        ['send_at', 'POST', '/campaigns/1/rounds', { kind: 'joined', send_at: moment }],
        ['expires_at', 'PUT', '/contacts/1/consents/newsletter', consent],
        ['until', 'POST', '/sales/alerts/1/snooze', { until: moment }],
      ] as const) {
        expect(await refused(method, route, body)).toEqual([422, [{ path, message }]]);
      }
    },
  );

  it('lets returned mail go to domains only, as they are spelled in an envelope', async () => {
    const sender = { name: 'S', email: 'returns@x.example' };
    for (const return_path_domain of ['../../x', 'a b', 'x.example:25', 'x.example>', 'a..b', '']) {
      expect(await refused('POST', '/senders', { ...sender, return_path_domain })).toMatchObject([
        422,
        [{ path: 'return_path_domain' }],
      ]);
    }
    const made = await api.call('POST', '/senders', { ...sender, return_path_domain: ' Bounces.BÜCHER.example ' });
    expect(made.json()).toMatchObject({ return_path_domain: 'bounces.xn--bcher-kva.example' });
  });

  it('sends no transactional mail in the name of nobody', async () => {
    await api.call('POST', '/templates', { name: 'T', subject: 's', html: '<p>x</p>' });
    const mail = { to: 'tx@x.example', template_id: 1, sender_id: 4711 };
    expect(await refused('POST', '/messages', mail)).toEqual([
      422,
      [{ path: 'sender_id', message: 'there is no sender 4711' }],
    ]);
  });

  it('makes no text of a number that has lost digits, neither for a contact nor for a mail', async () => {
    const message = 'has more digits than are kept of a number: round it, or send it as text';
    const ask = async (path: string, payload: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
      const answer = await api.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload });
      return [answer.statusCode, answer.json<{ errors?: object[] }>().errors];
    };
    const long = '12345678901234567890';
    for (const field of ['phone', 'postcode'])
      expect(await ask('/contacts', `{"email":"x@x.example","${field}":${long}}`)).toEqual([
        422,
        [{ path: field, message }],
      ]);
    expect(await ask('/messages', `{"to":"x@x.example","template_id":1,"data":{"order":{"no":${long}}}}`)).toEqual([
      422,
      [{ path: 'data.order.no', message }],
    ]);
  });

  it('lets nobody choose between options that are the same, or nothing', async () => {
    for (const [options, path] of [
      [['a', ' A'], 'options'],
      [['a', ' '], 'options[1]'],
    ] as const) {
      expect(await refused('POST', '/fields', { key: 'size', type: 'choice', options })).toMatchObject([
        422,
        [{ path }],
      ]);
    }
  });

  it('says one thing of what is missing, or of another type', async () => {
    expect(await refused('POST', '/templates/1/test', {})).toEqual([422, [{ path: 'to', message: 'is missing' }]]);
    expect(await refused('POST', '/contacts/1/notes', { body: 7 })).toEqual([
      422,
      [{ path: 'body', message: 'must be a string' }],
    ]);
    const list = await api.call('GET', '/contacts?limit=abc');
    expect(list.json()).toMatchObject({ errors: [{ path: 'limit', message: 'must be an integer number' }] });
  });

  it('says how JSON is sent to whoever does not say that it is JSON', async () => {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/xml' };
    const answer = await api.inject({ method: 'POST', url: '/api/v1/contacts', headers, payload: '{}' });
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      400,
      'Send JSON, and say so: Content-Type: application/json.',
    ]);
  });

  it('takes no form where JSON is asked for', async () => {
    const answer = await api.inject({
      method: 'POST',
      url: '/api/v1/contacts',
      headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'email=form@x.example',
    });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'request.malformed']);
  });

  it('puts and takes away tags of up to 200 characters by their address', async () => {
    const { id } = (await api.call('POST', '/contacts', { email: 'long@x.example' })).json<{ id: number }>();
    const tag = encodeURIComponent('ä'.repeat(200));
    expect((await api.call('PUT', `/contacts/${id}/tags/${tag}`)).statusCode).toBe(200);
    expect((await api.call('GET', `/contacts/${id}`)).json()).toMatchObject({ tags: ['ä'.repeat(200)] });
    expect((await api.call('PUT', `/contacts/${id}/tags/${'x'.repeat(201)}`)).statusCode).toBe(422);
  });

  it('refuses a batch row that is no object without a path in front', async () => {
    const answer = await api.call('POST', '/contacts/batch', [5]);
    expect(answer.json()).toMatchObject({ results: [{ status: 'rejected', error: { message: 'must be an object' } }] });
  });

  it('lets no sender name become a second header', async () => {
    const answer = await api.call('POST', '/senders', { name: 'X\r\nBcc: e@x.example', email: 'a@x.example' });
    expect([answer.statusCode, answer.json<{ errors: object[] }>().errors]).toEqual([
      422,
      [{ path: 'name', message: 'must be one line' }],
    ]);
  });

  it('counts trees of 2,000 levels of JSON, and refuses deeper ones with the place', async () => {
    await api.call('POST', '/contacts', { email: 'deep@x.example', tags: ['deep'] });
    const leaf = JSON.stringify({ type: 'tag', op: 'has_any_of', value: ['deep'] });
    const preview = async (open: string, close: string, levels: number) => {
      const payload = `{"condition":${open.repeat(levels)}${leaf}${close.repeat(levels)}}`;
      const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
      const answer = await api.inject({ method: 'POST', url: '/api/v1/segments/preview', headers, payload });
      return answer.json<{ status?: number; count: number; errors: { path: string; message: string }[] }>();
    };
    const others = (await api.db.query('SELECT FROM contacts')).length - 1;
    for (const [open, close, levels, count] of [
      ['{"not":', '}', 1999, others],
      ['{"all":[', ']}', 999, 1],
      ['{"any":[', ']}', 999, 1],
      ['{"all":[{"any":[', ']},{"all":[]}]}', 499, 1],
    ] as const) {
      expect((await preview(open, close, levels)).count).toBe(count);
      const deeper = await preview(open, close, levels + 1);
      expect(deeper).toMatchObject({
        status: 422,
        errors: [{ message: 'is nested more than 2000 levels of JSON deep' }],
      });
      expect(deeper.errors[0]?.path).toMatch(/^condition\.(all|any|not)/);
      expect(await preview(open, close, 30_000)).toMatchObject({ status: 422, errors: [{ path: '' }] });
    }
  });
});
