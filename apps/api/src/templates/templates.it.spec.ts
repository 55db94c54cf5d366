import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

const MJML =
  '<mjml lang="en"><mj-body>{{#segment "vip"}}<mj-section><mj-column><mj-text>For you, ' +
  '{{default contact.first_name "friend"}}</mj-text></mj-column></mj-section>{{else}}<mj-section><mj-column>' +
  '<mj-text>For all</mj-text></mj-column></mj-section>{{/segment}}</mj-body></mjml>';

interface Answer {
  readonly id: number;
  readonly version: number;
  readonly published_version: number | null;
  readonly problems: readonly { path: string; line: number; column: number; message: string }[];
  readonly warnings: readonly { code: string; message: string }[];
}

describe('templates over HTTP', () => {
  let api: TestApi;
  let contactId: number;

  beforeAll(async () => {
    api = await createTestApi();
    const contact = await api.call('POST', '/contacts', { email: 'ada@example.com', first_name: 'Ada' });
    contactId = contact.json<{ id: number }>().id;
    await api.db.query(
      `WITH made AS (INSERT INTO segments (name, slug, kind, status) VALUES ('VIP', 'vip', 'static', 'ready') RETURNING id)
      INSERT INTO segment_members (segment_id, contact_id, entered_at) SELECT id, $1, now() FROM made`,
      [contactId],
    );
  });
  afterAll(() => api.close());

  const create = async (body: object): Promise<Answer> => {
    const answer = await api.call('POST', '/templates', { name: 'T', subject: 'Hi {{contact.first_name}}', ...body });
    expect(answer.statusCode).toBe(201);
    return answer.json<Answer>();
  };

  it('saves a template that compiles and publishes it', async () => {
    const made = await create({ mjml: MJML, preheader: 'Short' });
    expect(made).toMatchObject({ version: 1, published_version: 1, problems: [], preheader: 'Short', html: null });
    expect((await api.call('GET', `/templates/${String(made.id)}`)).json()).toEqual(made);
    const refs = await api.db.query(
      `SELECT to_kind, to_key FROM document_refs WHERE from_kind = 'template' AND from_id = $1 ORDER BY 1`,
      [made.id],
    );
    expect(refs).toEqual([
      { to_kind: 'field', to_key: 'first_name' },
      { to_kind: 'segment', to_key: 'vip' },
    ]);
  });

  it('warns alike when it is saved, read, changed, published and previewed, and keeps nobody from sending', async () => {
    const html = '<html lang="en">\n<body><a href="http://x.example">{{contact.frist_name}}</a></body></html>';
    const made = await create({ html });
    const { warnings } = made;
    expect(made).toMatchObject({
      published_version: 1,
      warnings: [
        { code: 'unknown_field', message: expect.stringContaining('first_name'), path: 'html', line: 2, column: 34 },
        { code: 'no_fallback', message: expect.stringContaining('is left out'), path: 'subject', line: 1, column: 4 },
        { code: 'insecure_url', path: 'html', line: 2 },
      ],
    });
    const path = `/templates/${String(made.id)}`;
    expect((await api.call('GET', path)).json()).toEqual(made);
    expect((await api.call('POST', `${path}/publish`)).json()).toEqual(made);
    expect((await api.call('PATCH', path, { name: 'Other' })).json()).toMatchObject({ published_version: 1, warnings });
    expect((await api.call('POST', `${path}/publish`)).json()).toMatchObject({ published_version: 2, warnings });
    const preview = (await api.call('POST', `${path}/preview`, {})).json<{ warnings: object[] }>();
    expect(preview.warnings).toEqual(expect.arrayContaining([...warnings]));
    const broken = await api.call('PATCH', path, { html: '{{' });
    expect(broken.json()).toMatchObject({ problems: [{ path: 'html' }], warnings: [] });
  });

  it('keeps one that does not compile as a draft, and says why, with line and column', async () => {
    const made = await create({ html: '<p>\n  {{shout contact.first_name}}</p>{{#segment "vipp"}}x{{/segment}}' });
    expect(made).toMatchObject({ published_version: null, problems: [{ path: 'html', line: 2, column: 3 }] });
    const published = await api.call('POST', `/templates/${String(made.id)}/publish`);
    expect(published.statusCode).toBe(422);
    expect(published.json()).toMatchObject({
      code: 'template.invalid',
      errors: [{ path: 'html', line: 2, column: 3, message: expect.stringContaining('unknown helper shout') }],
    });
  });

  it('publishes no MJML that lacks an end', async () => {
    const made = await create({ mjml: MJML.replace('friend"}}</mj-text>', 'friend"}}') });
    expect(made.published_version).toBeNull();
    const published = await api.call('POST', `/templates/${String(made.id)}/publish`);
    expect(published.json()).toMatchObject({
      ...{ status: 422, code: 'template.invalid' },
      errors: [{ path: 'mjml', line: 1, column: 67, message: expect.stringContaining('<mj-text> is not closed') }],
    });
  });

  it('refuses to publish an unknown segment, with line and column, until there is one', async () => {
    const made = await create({ html: '<p>\n {{#segment "later"}}x{{/segment}}</p>' });
    const publish = () => api.call('POST', `/templates/${String(made.id)}/publish`);
    const refused = await publish();
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({
      errors: [{ path: 'html', line: 2, column: 2, message: 'Line 2, column 2: there is no segment "later".' }],
    });
    await api.db.query(`INSERT INTO segments (name, slug, kind, status) VALUES ('Later', 'later', 'static', 'ready')`);
    expect((await publish()).json()).toMatchObject({ published_version: 1, problems: [] });
  });

  it('saves changes as a draft, which sends do not use before it is published', async () => {
    const { id } = await create({ html: '<p>one</p>' });
    const changed = await api.call('PATCH', `/templates/${String(id)}`, { html: '<p>two</p>', preheader: 'P' });
    expect(changed.json()).toMatchObject({ version: 2, published_version: 1, html: '<p>two</p>', preheader: 'P' });
    const published = await api.call('POST', `/templates/${String(id)}/publish`);
    expect(published.json()).toMatchObject({ version: 2, published_version: 2 });
    expect((await api.call('POST', `/templates/${String(id)}/publish`)).statusCode).toBe(200);
    const versions = await api.db.query(
      'SELECT version, html FROM template_versions WHERE template_id = $1 ORDER BY 1',
      [id],
    );
    expect(versions).toEqual([
      { version: 1, html: '<p>one</p>' },
      { version: 2, html: '<p>two</p>' },
    ]);
  });

  it('changes from HTML to MJML by giving MJML', async () => {
    const { id } = await create({ html: '<p>one</p>' });
    expect((await api.call('PATCH', `/templates/${String(id)}`, { mjml: MJML })).json()).toMatchObject({
      mjml: MJML,
      html: null,
      problems: [],
    });
  });

  it('guards an edit by If-Match', async () => {
    const { id } = await create({ html: '<p>one</p>' });
    const patch = (version: string) =>
      api.inject({
        method: 'PATCH',
        url: `/api/v1/templates/${String(id)}`,
        headers: { authorization: `Bearer ${api.adminKey}`, 'if-match': version },
        payload: { name: 'Other' },
      });
    expect((await patch('"1"')).statusCode).toBe(200);
    const stale = await patch('"1"');
    expect(stale.statusCode).toBe(412);
    expect(stale.json()).toMatchObject({ code: 'document.stale' });
  });

  it('lists templates newest first, without those that were deleted', async () => {
    const first = await create({ html: 'x' });
    const second = await create({ html: 'x' });
    expect((await api.call('DELETE', `/templates/${String(first.id)}`)).statusCode).toBe(200);
    const page = (await api.call('GET', '/templates?limit=1')).json<{ data: Answer[]; next_cursor: string }>();
    expect(page.data.map(({ id }) => id)).toEqual([second.id]);
    const next = (await api.call('GET', `/templates?limit=1000&cursor=${page.next_cursor}`)).json<{ data: Answer[] }>();
    expect(next.data.map(({ id }) => id)).not.toContain(first.id);
    expect((await api.call('GET', `/templates/${String(first.id)}`)).statusCode).toBe(404);
  });

  it('deletes none that is still to be sent, by an automation or by a campaign that has not begun', async () => {
    const { id } = await create({ html: 'x' });
    const make = async (path: string, body: object): Promise<string> =>
      `${path}/${String((await api.call('POST', path, body)).json<{ id: number }>().id)}`;
    const automation = await make('/automations', {
      name: 'Greets',
      triggers: [{ type: 'manual' }],
      start: 'mail',
      steps: { mail: { type: 'send_email', template: id, next: null } },
    });
    const audience = { include: [], everyone: true, reason: 'test' };
    const campaign = await make('/campaigns', { name: 'Spring sale', template_id: id, topic: 'newsletter', audience });
    const remove = async (): Promise<unknown> => {
      const answer = await api.call('DELETE', `/templates/${String(id)}`);
      const { code, detail } = answer.json<{ code?: string; detail?: string }>();
      return [answer.statusCode, code, detail];
    };
    const refusal = (users: string): unknown => [
      ...[409, 'template.in_use', `The template is used by: ${users}. Take it out of them first.`],
    ];
    expect(await remove()).toEqual(refusal('automation “Greets”, campaign “Spring sale”'));
    await api.call('DELETE', automation);
    expect(await remove()).toEqual(refusal('campaign “Spring sale”'));
    await api.call('POST', '/senders', { name: 'S', email: 's@x.example' });
    expect((await api.call('POST', `${campaign}/start`)).statusCode).toBe(200);
    expect(await remove()).toEqual([200, undefined, undefined]);
  });

  it('previews a template as any contact, with the chosen blocks and warnings', async () => {
    const { id } = await create({ mjml: MJML });
    const preview = (body: object) => api.call('POST', `/templates/${String(id)}/preview`, body);
    const ada = await preview({ contact_id: contactId });
    expect(ada.statusCode).toBe(200);
    expect(ada.json()).toMatchObject({
      subject: 'Hi Ada',
      preheader: '',
      html: expect.stringContaining('For you, Ada'),
      text: expect.stringContaining('For you, Ada'),
      size: expect.any(Number),
      blocks: [{ block: 'vip / else (line 1)', chosen: 'vip', why: 'in segment vip' }],
    });
    expect(ada.json<{ html: string }>().html).toContain('Unsubscribe');
    const nobody = (await preview({})).json<{ html: string; warnings: { code: string }[] }>();
    expect(nobody.html).toContain('For all');
    expect(nobody.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['missing_value', 'missing_unsubscribe']),
    );
    expect((await preview({ contact_id: 987654 })).statusCode).toBe(404);
  });

  it('previews what an editor has not saved', async () => {
    const { id } = await create({ mjml: MJML });
    const preview = (body: object) => api.call('POST', `/templates/${String(id)}/preview`, body);
    const changed = await preview({
      contact_id: contactId,
      html: '<p>{{contact.shoe_size}} new</p>',
      subject: 'Other',
    });
    expect(changed.json()).toMatchObject({ subject: 'Other', html: expect.stringContaining('<p> new</p>') });
    expect(changed.json<{ warnings: { code: string }[] }>().warnings).toContainEqual(
      expect.objectContaining({
        ...{ code: 'unknown_field', line: 1, column: 4 },
        message: 'There is no field shoe_size.',
      }),
    );
    const broken = await preview({ html: '<p>{{/if}}</p>' });
    expect(broken.statusCode).toBe(422);
    expect(broken.json()).toMatchObject({ errors: [{ line: 1, column: 4 }] });
    expect((await api.call('GET', `/templates/${String(id)}`)).json()).toMatchObject({ version: 1, mjml: MJML });
  });

  it('sends a published template as a test', async () => {
    await api.call('POST', '/senders', { name: 'Acme', email: 'news@acme.example' });
    const { id } = await create({ mjml: MJML });
    const test = (body: object) => api.call('POST', `/templates/${String(id)}/test`, body);
    const sent = await test({ to: 'me@acme.example', contact_id: contactId });
    expect(sent.statusCode).toBe(202);
    expect(sent.json()).toEqual({ status: 'queued', to: 'me@acme.example' });
    expect((await test({ to: 'nobody' })).statusCode).toBe(422);
    const draft = await create({ html: '{{nope}}' });
    const refused = await api.call('POST', `/templates/${String(draft.id)}/test`, { to: 'me@acme.example' });
    expect(refused.json()).toMatchObject({ status: 409, code: 'template.not_published' });
  });

  it('has templates to begin with, which can be saved as they are', async () => {
    const starters = (await api.call('GET', '/templates/starters')).json<{
      data: { key: string; segments: string[] }[];
    }>();
    expect(starters.data.map(({ key }) => key)).toContain('welcome');
    const { key, description, segments, ...welcome } = starters.data[0] as Record<string, unknown>;
    expect([key, description, segments]).toEqual(['welcome', expect.any(String), []]);
    expect((await create(welcome)).problems).toEqual([]);
  });

  it('brings in partials from templates/partials', async () => {
    const made = await create({ mjml: '<mjml><mj-body>{{> footer}}</mj-body></mjml>' });
    expect(made.problems).toEqual([]);
    const none = await create({ mjml: '<mjml><mj-body>{{> ../../package}}</mj-body></mjml>' });
    expect(none.problems[0]?.message).toContain('unknown partial');
  });

  it.each([
    [{}, ['name', 'subject']],
    [{ name: ' ', subject: 5 }, ['name', 'subject']],
    [{ name: 'T', subject: 'S', html: 5, colour: 'red' }, ['colour', 'html']],
  ])('refuses %j', async (body, paths) => {
    const answer = await api.call('POST', '/templates', body);
    expect(answer.statusCode).toBe(422);
    expect(
      answer
        .json<{ errors: { path: string }[] }>()
        .errors.map(({ path }) => path)
        .sort(),
    ).toEqual(expect.arrayContaining(paths));
  });

  it('is for marketers to change and for everyone to read', async () => {
    const key = await api.keyOf('viewer');
    const headers = { authorization: `Bearer ${key}` };
    const { id } = await create({ html: 'x' });
    expect((await api.inject({ method: 'GET', url: '/api/v1/templates', headers })).statusCode).toBe(200);
    expect(
      (
        await api.inject({
          method: 'POST',
          url: '/api/v1/templates',
          headers,
          payload: { name: 'T', subject: 'S', html: 'x' },
        })
      ).statusCode,
    ).toBe(403);
    expect(
      (await api.inject({ method: 'POST', url: `/api/v1/templates/${String(id)}/publish`, headers })).statusCode,
    ).toBe(403);
  });
});
