import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Problem {
  readonly code: string;
  readonly errors: { path: string; message: string }[];
}

describe('automations over HTTP', () => {
  let api: TestApi;
  let template: number;

  const document = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
    name: 'Pricing page follow-up',
    triggers: [
      { type: 'event', event: 'page_viewed', where: { property: 'path', op: 'starts_with', value: '/pricing' } },
    ],
    start: 's1',
    steps: {
      s1: { type: 'add_tag', tag: 'interest:crm', next: 's2' },
      s2: { type: 'send_email', template, next: 's3' },
      s3: { type: 'wait', for: '2d', next: 's4' },
      s4: {
        type: 'branch',
        branches: [{ condition: { type: 'tag', op: 'has_any_of', value: ['interest:crm'] }, next: 's5' }],
        else: null,
      },
      s5: { type: 'notify_sales', to: 'owner', message: 'Hot: {{contact.email}}', due: '4h', next: null },
    },
    ...changes,
  });

  const save = async (changes: Record<string, unknown> = {}): Promise<{ id: number; version: number }> => {
    const answer = await api.call('POST', '/automations', document(changes));
    expect(answer.statusCode).toBe(201);
    return answer.json();
  };

  const problemOf = async (changes: Record<string, unknown>): Promise<Problem> => {
    const answer = await api.call('POST', '/automations', document(changes));
    expect(answer.statusCode).toBe(422);
    return answer.json();
  };

  beforeAll(async () => {
    api = await createTestApi();
    const [row] = await api.db.query<{ id: number }>(
      `INSERT INTO templates (name, subject, html, published_version) VALUES ('T', 'Hi', '<p>Hi</p>', 1) RETURNING id`,
    );
    template = row?.id ?? 0;
  }, 60_000);
  afterAll(() => api.close());

  it('saves a draft whose body is the document, and gives it back', async () => {
    const answer = await api.call('POST', '/automations', document());
    expect(answer.statusCode).toBe(201);
    const made = answer.json<{ id: number }>();
    expect(made).toMatchObject({ ...document(), status: 'draft', version: 1, published_version: null });
    const read = await api.call('GET', `/automations/${made.id}`);
    expect(read.json()).toMatchObject(document());
    const list = await api.call('GET', '/automations?search=pricing');
    expect(list.json<{ data: { id: number }[] }>().data.map(({ id }) => id)).toContain(made.id);
  });

  it('saves a draft that is not finished', async () => {
    const answer = await api.call('POST', '/automations', { name: 'Empty', triggers: [], start: null, steps: {} });
    expect(answer.statusCode).toBe(201);
    const publish = await api.call('POST', `/automations/${answer.json<{ id: number }>().id}/publish`);
    expect(publish.statusCode).toBe(422);
    expect(publish.json<Problem>().errors.map(({ path }) => path)).toEqual(['triggers', 'start']);
  });

  it('guards an edit by If-Match', async () => {
    const { id } = await save();
    const edit = (version: string): ReturnType<TestApi['inject']> =>
      api.inject({
        method: 'PATCH',
        url: `/api/v1/automations/${id}`,
        headers: { authorization: `Bearer ${api.adminKey}`, 'if-match': version },
        payload: { name: 'Renamed' },
      });
    const first = await edit('"1"');
    expect(first.statusCode).toBe(200);
    expect(first.json()).toMatchObject({ name: 'Renamed', version: 2 });
    expect((await edit('"1"')).statusCode).toBe(412);
    expect((await edit('"2"')).statusCode).toBe(200);
  });

  it('replaces members by PATCH and takes optional ones away by null', async () => {
    const { id } = await save({ entry: { again: 'always' }, description: 'Why' });
    const patched = await api.call('PATCH', `/automations/${id}`, {
      description: null,
      entry: { again: 'after_exit' },
    });
    expect(patched.json()).toMatchObject({ entry: { again: 'after_exit' } });
    expect(patched.json()).not.toHaveProperty('description');
    const put = await api.call('PUT', `/automations/${id}`, document({ name: 'Whole' }));
    expect(put.json()).toMatchObject({ name: 'Whole' });
    expect(put.json()).not.toHaveProperty('entry');
  });

  it('takes an answer back as it came, and a lone member of one for a mistake', async () => {
    const { id } = await save({ description: 'Why' });
    const read = await api.call('GET', `/automations/${id}`);
    const again = await api.call('PUT', `/automations/${id}`, { ...read.json<object>(), name: 'Read and written' });
    expect([again.statusCode, again.json()]).toMatchObject([200, { id, version: 2, name: 'Read and written' }]);
    const copied = await api.call('POST', '/automations', again.json());
    expect(copied.statusCode).toBe(201);
    expect(copied.json()).toMatchObject({ ...document(), description: 'Why', name: 'Read and written', version: 1 });
    expect(copied.json<{ id: number }>().id).not.toBe(id);
    const slip = await api.call('POST', '/automations', document({ status: 'live' }));
    expect(slip.json<Problem>().errors).toEqual([{ path: 'status', message: 'There is no such member' }]);
  });

  describe('refuses with the path of what is wrong', () => {
    const step = (id: string, value: unknown): Record<string, unknown> => ({
      steps: { ...(document()['steps'] as Record<string, unknown>), [id]: value },
    });
    it.each<[string, () => Record<string, unknown>, string]>([
      ['an unknown member', () => ({ colour: 'red' }), 'colour'],
      ['no name', () => ({ name: ' ' }), 'name'],
      ['an unknown kind of step', () => step('s1', { type: 'levitate', next: null }), 'steps.s1.type'],
      ['an unknown kind of trigger', () => ({ triggers: [{ type: 'full_moon' }] }), 'triggers[0].type'],
      ['a missing parameter', () => step('s1', { type: 'add_tag', next: 's2' }), 'steps.s1.tag'],
      ['an unknown parameter', () => step('s1', { type: 'add_tag', tag: 'x', colour: 1 }), 'steps.s1.colour'],
      [
        'a template that is not there',
        () => step('s2', { type: 'send_email', template: 999_999 }),
        'steps.s2.template',
      ],
      ['a step that is not there', () => step('s1', { type: 'add_tag', tag: 'x', next: 's9' }), 'steps.s1.next'],
      ['a start that is not there', () => ({ start: 's9' }), 'start'],
      [
        'quiet hours that end when they begin',
        () => ({ sends: { quiet_hours: { from: '21:00', to: '21:00' } } }),
        'sends.quiet_hours.to',
      ],
      ['a topic that is not there', () => ({ sends: { topic: 'gossip' } }), 'sends.topic'],
      ['a person who is not there', () => ({ sales: { fallback_user: 999_999 } }), 'sales.fallback_user'],
      [
        'a wait for the date in a field that holds none',
        () => step('s1', { type: 'wait', until_field: 'first_name', next: 's2' }),
        'steps.s1.until_field',
      ],
      [
        'a field that is not there',
        () => ({ triggers: [{ type: 'field_changed', field: 'shoe_size' }] }),
        'triggers[0].field',
      ],
      [
        'a condition in a branch',
        () => step('s4', { type: 'branch', branches: [{ condition: { type: 'tag', op: 'nope', value: ['x'] } }] }),
        'steps.s4.branches[0].condition.op',
      ],
      [
        'a condition at entry',
        () => ({ filter: { all: [{ type: 'field', field: 'shoe_size', op: 'is', value: 'x' }] } }),
        'filter.all[0].field',
      ],
      [
        'what the event must be like',
        () => ({
          triggers: [{ type: 'event', event: 'page_viewed', where: { property: 'path', op: 'nope', value: '/' } }],
        }),
        'triggers[0].where.op',
      ],
      ['a wait of two kinds', () => step('s3', { type: 'wait', for: '1d', until: { time: '09:00' } }), 'steps.s3.for'],
      ['a wait without unit', () => step('s3', { type: 'wait', for: '3' }), 'steps.s3.for'],
      [
        'a zone that is not there',
        () => step('s3', { type: 'wait', until: { time: '09:00', zone: 'Mars/Olympus' } }),
        'steps.s3.until.zone',
      ],
      [
        'a message that does not compile',
        () => step('s5', { type: 'notify_sales', to: 'owner', message: 'Hot: {{contact.email' }),
        'steps.s5.message',
      ],
      [
        'a value that the field can not hold',
        () => step('s1', { type: 'set_field', field: 'birth_date', value: 'soon', next: null }),
        'steps.s1.value',
      ],
      [
        'a member of a way that does not exist',
        () =>
          step('s4', {
            type: 'branch',
            branches: [{ condition: { type: 'sample', percent: 5 }, nxt: 's5' }],
            else: null,
          }),
        'steps.s4.branches[0].nxt',
      ],
      [
        'a member of a time of day that does not exist',
        () => step('s3', { type: 'wait', until: { time: '09:00', days: [1] }, next: null }),
        'steps.s3.until.days',
      ],
      ['a wait beyond the calendar', () => step('s3', { type: 'wait', for: '999999mo' }), 'steps.s3.for'],
      [
        'an offset beyond the calendar',
        () => step('s3', { type: 'wait', until_field: 'birth_date', offset: '-999999w' }),
        'steps.s3.offset',
      ],
      [
        'a due time beyond the calendar',
        () => step('s5', { type: 'notify_sales', to: 'owner', message: 'Call', due: '999999mo' }),
        'steps.s5.due',
      ],
      [
        'a cooldown beyond the calendar',
        () => ({ entry: { again: 'after_exit', cooldown: '999999mo' } }),
        'entry.cooldown',
      ],
      ['a loop in which no time passes', () => step('s5', { type: 'add_tag', tag: 'x', next: 's4' }), 'steps.s4'],
    ])('%s', async (_what, changes, path) => {
      const problem = await problemOf(changes());
      expect(problem.code).toBe('automation.invalid');
      expect(problem.errors.map((error) => error.path)).toContain(path);
    });
  });

  it('allows a loop with a wait, and one with a visit limit', async () => {
    await save({
      steps: {
        s1: { type: 'wait', for: '1d', next: 's2' },
        s2: { type: 'add_tag', tag: 'x', next: 's1' },
      },
    });
    await save({
      steps: {
        s1: { type: 'add_tag', tag: 'x', next: 's2' },
        s2: { type: 'go_to', to: 's1', limit: 3, next: null },
      },
    });
  });

  it('warns of a step to which no way leads', async () => {
    const answer = await api.call(
      'POST',
      '/automations',
      document({ steps: { s1: { type: 'exit' }, lost: { type: 'exit' } } }),
    );
    expect(answer.statusCode).toBe(201);
    expect(answer.json<{ warnings: { path: string }[] }>().warnings.map(({ path }) => path)).toContain('steps.lost');
  });

  it('publishes, pauses, resumes and archives, each of them twice to the same end', async () => {
    const { id } = await save();
    const act = async (action: string): Promise<{ status: string; published_version: number }> => {
      const [first, second] = [
        await api.call('POST', `/automations/${id}/${action}`),
        await api.call('POST', `/automations/${id}/${action}`),
      ];
      expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
      expect(second.json<{ status: string }>().status).toBe(first.json<{ status: string }>().status);
      return second.json();
    };
    expect(await act('publish')).toMatchObject({ status: 'live', published_version: 1 });
    expect(await act('pause')).toMatchObject({ status: 'paused' });
    expect(await act('resume')).toMatchObject({ status: 'live' });
    await api.call('PATCH', `/automations/${id}`, { name: 'Edited' });
    expect((await api.call('GET', `/automations/${id}`)).json()).toMatchObject({ published_version: 1 });
    expect(await act('publish')).toMatchObject({ status: 'live', published_version: 2 });
    expect(await act('archive')).toMatchObject({ status: 'archived' });
    const late = await api.call('POST', `/automations/${id}/resume`);
    expect(late.json()).toMatchObject({ code: 'automation.archived' });
    expect(late.statusCode).toBe(409);
    const sources = await api.db.query('SELECT state FROM message_sources WHERE kind = $1 AND id = $2', [
      'automation',
      id,
    ]);
    expect(sources).toEqual([{ state: 'ended' }]);
  });

  it('makes one version of fifty publishes at once', async () => {
    const { id } = await save();
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.call('POST', `/automations/${id}/publish`)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const versions = await api.db.query('SELECT version FROM automation_versions WHERE automation_id = $1', [id]);
    expect(versions).toEqual([{ version: 1 }]);
  });

  it('will not pause what never ran', async () => {
    const { id } = await save();
    const answer = await api.call('POST', `/automations/${id}/pause`);
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([409, 'automation.not_published']);
  });

  it('files automations in folders, without a new version of what runs', async () => {
    const { id } = await save({ folder: ' Welcome ' });
    const other = await save();
    await api.call('POST', `/automations/${id}/publish`);
    const moved = await api.call('PATCH', `/automations/${id}`, { folder: 'Sales' });
    expect(moved.json()).toMatchObject({ folder: 'Sales' });
    const listed = async (query: string): Promise<number[]> =>
      (await api.call('GET', `/automations?${query}`)).json<{ data: { id: number }[] }>().data.map((row) => row.id);
    expect([await listed('folder=Sales'), (await listed('folder=')).includes(other.id)]).toEqual([[id], true]);
    const folders = (await api.call('GET', '/automations/folders')).json<{ data: { folder: string }[] }>().data;
    expect(folders).toContainEqual({ folder: 'Sales', automations: 1 });
    const again = await api.call('POST', `/automations/${id}/publish`);
    expect(again.json()).toMatchObject({ published_version: 1, folder: 'Sales' });
    await api.call('PATCH', `/automations/${id}`, { folder: null });
    expect(await listed('folder=Sales')).toEqual([]);
  });

  it('keeps places and notes with the draft, and makes no version of them', async () => {
    const { id } = await save();
    await api.call('POST', `/automations/${id}/publish`);
    const notes = [{ id: 'n1', text: 'Ask legal', color: '#c98a1b', x: 10, y: -20 }];
    const { steps } = document() as { steps: Record<string, object> };
    const placed = { ...steps, s1: { ...steps['s1'], position: { x: 300, y: 40.5 } } };
    const drawn = await api.call('PATCH', `/automations/${id}`, { notes, steps: placed });
    expect(drawn.json()).toMatchObject({ notes, steps: { s1: { position: { x: 300, y: 40.5 } } } });
    const review = (await api.call('GET', `/automations/${id}/review`)).json<{ settings: string[] }>();
    expect(review).toMatchObject({ settings: [], problems: [] });
    const published = await api.call('POST', `/automations/${id}/publish`);
    expect(published.json()).toMatchObject({ published_version: 1, notes, steps: { s1: placed.s1 } });
    const copy = await api.call('POST', `/automations/${id}/duplicate`);
    expect(copy.json()).toMatchObject({ name: 'Pricing page follow-up (copy)', status: 'draft', notes, steps: placed });
    const wrong = await api.call('PATCH', `/automations/${id}`, { notes: [{ ...notes[0], color: 'loud' }] });
    expect(wrong.json<Problem>().errors[0]?.path).toBe('notes[0].color');
  });

  it('copies a draft that is not finished', async () => {
    const made = await api.call('POST', '/automations?incomplete=true', { name: 'Half', triggers: [], steps: {} });
    const { id } = made.json<{ id: number }>();
    const copy = await api.call('POST', `/automations/${id}/duplicate`, { name: 'Other half' });
    expect(copy.json()).toMatchObject({ name: 'Other half', status: 'draft', version: 1 });
  });

  it('brings back what was archived: paused what has run, as a draft what has not', async () => {
    const { id: ran } = await save();
    const { id: draft } = await save();
    await api.call('POST', `/automations/${ran}/publish`);
    for (const id of [ran, draft]) await api.call('POST', `/automations/${id}/archive`);
    const restored = await Promise.all([ran, draft].map((id) => api.call('POST', `/automations/${id}/restore`)));
    expect(restored.map((answer) => answer.json<{ status: string }>().status)).toEqual(['paused', 'draft']);
    const again = await api.call('POST', `/automations/${ran}/restore`);
    expect(again.json()).toMatchObject({ status: 'paused', published_version: 1 });
    expect((await api.call('POST', `/automations/${ran}/resume`)).json()).toMatchObject({ status: 'live' });
  });

  it('deletes a draft, and archives what has run', async () => {
    const { id: draft } = await save();
    expect((await api.call('DELETE', `/automations/${draft}`)).statusCode).toBe(200);
    expect((await api.call('GET', `/automations/${draft}`)).statusCode).toBe(404);
    const { id: run } = await save();
    await api.call('POST', `/automations/${run}/publish`);
    expect((await api.call('DELETE', `/automations/${run}`)).statusCode).toBe(200);
    expect((await api.call('GET', `/automations/${run}`)).json()).toMatchObject({ status: 'archived' });
  });

  it('publishes no mail that can not be made', async () => {
    const [row] = await api.db.query<{ id: number }>(
      `INSERT INTO templates (name, subject, html) VALUES ('Draft', 'Hi', '<p>Hi</p>') RETURNING id`,
    );
    const { id } = await save({ steps: { s1: { type: 'send_email', template: row?.id, next: null } } });
    const answer = await api.call('POST', `/automations/${id}/publish`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>().errors[0]?.path).toBe('steps.s1.template');
  });

  it('notes what a document names, for "used by"', async () => {
    const { id } = await save();
    const refs = await api.db.query(
      `SELECT to_kind, to_key FROM document_refs WHERE from_kind = 'automation' AND from_id = $1 ORDER BY 1, 2`,
      [id],
    );
    expect(refs).toEqual([
      { to_kind: 'tag', to_key: 'interest:crm' },
      { to_kind: 'template', to_key: String(template) },
      { to_kind: 'topic', to_key: 'newsletter' },
    ]);
  });
});
