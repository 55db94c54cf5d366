import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RECIPES, type AppliedRecipe, type RecipeView } from '#libs/recipes';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';

interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What a mail of ours may not do to anybody. */
const OF_PEOPLE = ['no_fallback', 'unknown_field', 'too_large'];

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = readdirSync(join(ROOT, 'libs/recipes/src/recipes'));

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
}, 60_000);
afterAll(() => api.close());

const apply = (key: string, body: object = {}) => api.call('POST', `/recipes/${key}/apply`, body);
const applied = async (key: string, body: object = {}): Promise<AppliedRecipe> => {
  const answer = await apply(key, body);
  if (answer.statusCode !== 201) throw new Error(`${key}: ${answer.body}`);
  return answer.json();
};
const count = async (table: string): Promise<number> =>
  Number((await api.db.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n']);
const counts = (): Promise<number[]> =>
  Promise.all(['automations', 'templates', 'template_versions', 'segments', 'fields', 'audit_log'].map(count));

describe('the list of recipes', () => {
  it('has every folder, and nothing else', () => {
    expect(RECIPES.map(({ key }) => key).sort()).toEqual(FOLDERS.sort());
  });
});

describe.each(RECIPES.map((recipe) => [recipe.key, recipe] as const))('the recipe %s', (key, recipe) => {
  it('speaks to marketers, and asks for nothing without saying what', () => {
    expect(recipe.name).toMatch(/^[A-Za-z].{3,60}$/);
    expect(recipe.summary).toMatch(/^.{30,160}\.$/);
    expect(recipe.begins).toMatch(/^[A-Z].{5,80}[^.]$/);
    expect(
      [...recipe.story, ...recipe.tips, ...recipe.measure].filter((text) => !/^[A-Z].{20,}[.?]$/.test(text)),
    ).toEqual([]);
    const { properties = {} } = z.toJSONSchema(recipe.asks, { io: 'input' });
    for (const [name, ask] of Object.entries(properties)) {
      expect({ name, ask }).toEqual({ name, ask: expect.objectContaining({ title: expect.any(String) }) });
    }
  });

  it('has its story played by a test', () => {
    const stories = readdirSync(import.meta.dirname).filter((name) => name.startsWith('recipe-stories'));
    const played = stories.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
    expect(played).toContain(`start('${key}'`);
  });

  it('works from one click in a business that has nothing, and can be published as it is', async () => {
    const { automation, templates, segments } = await applied(key);
    const draft = (await api.call('GET', `/automations/${String(automation.id)}`)).json<{
      status: string;
      steps: Record<string, { name?: string }>;
    }>();
    expect(draft.status).toBe('draft');
    const unnamed = Object.values(draft.steps).filter(({ name }) => name === undefined);
    expect(unnamed).toEqual([]);
    for (const { id } of templates) {
      const made = (await api.call('GET', `/templates/${String(id)}`)).json<{ problems: []; warnings: Warning[] }>();
      expect(made.problems).toEqual([]);
      expect(made.warnings.filter(({ code }) => OF_PEOPLE.includes(code))).toEqual([]);
    }
    const review = await api.call('GET', `/automations/${String(automation.id)}/review`);
    expect(review.json()).toMatchObject({ problems: [] });
    const used = await api.db.query<{ to_kind: string }>(
      `SELECT to_kind FROM document_refs WHERE from_kind = 'automation' AND from_id = $1
       AND to_kind IN ('template', 'segment')`,
      [automation.id],
    );
    expect(used).toHaveLength(templates.length + segments.length);
  });

  it('makes nothing more when it is applied again, and another beside it once the first runs', async () => {
    const first = await applied(key);
    const before = await counts();
    const again = await applied(key);
    expect(again.automation).toMatchObject({ id: first.automation.id, reused: true });
    expect(await counts()).toEqual(before);
    const published = await api.call('POST', `/automations/${String(first.automation.id)}/publish`);
    expect(published.statusCode).toBe(200);
    const beside = await applied(key);
    expect(beside.automation).toMatchObject({ name: `${first.automation.name} (2)`, reused: false });
    expect([...beside.templates, ...beside.segments].filter(({ reused }) => !reused)).toEqual([]);
  });
});

describe('applying a recipe', () => {
  it('leaves nothing behind when something in it is wrong, and says which answer', async () => {
    const before = await counts();
    const wrong = await apply('page-follow-up', { params: { topic: 'nothing', path: '/elsewhere' } });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json()).toMatchObject({
      code: 'recipe.invalid',
      errors: [{ path: 'params.topic', message: 'There is no topic nothing' }],
    });
    expect(await counts()).toEqual(before);
  });

  it.each([
    ['abandoned-cart', { reminders: 4 }, 'params.reminders'],
    ['abandoned-cart', { after: '2d' }, 'params.after'],
    ['abandoned-cart', { link: 'javascript:alert(1)' }, 'params.link'],
    ['abandoned-cart', { colour: 'red' }, 'params.colour'],
    ['birthday', { field: 'first_name' }, 'params.field'],
    ['product-interest', { audience: 77 }, 'params.audience'],
    ['welcome', { sender: 77 }, 'params.sender'],
    ['page-follow-up', { person: 77 }, 'params.person'],
  ])('%s refuses %j at %s', async (key, params, path) => {
    const answer = await apply(key, { params });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toEqual([path]);
  });

  it('takes no merge fields and no markup out of an answer', async () => {
    const params = { bought: '{{contact.email}}<b>', offer: '}} "x" & <mj-raw>', property: 'kind' };
    const { templates } = await applied('cross-sell', { params });
    const { mjml, subject } = (await api.call('GET', `/templates/${String(templates[0]!.id)}`)).json<{
      mjml: string;
      subject: string;
    }>();
    expect(mjml).not.toContain('{{contact.email');
    expect(mjml).toContain('&#123;&#123;contact.email');
    expect(subject).not.toMatch(/[{}]/);
  });

  it('is refused to those who may not make segments', async () => {
    const key = await api.keyOf('marketer');
    await api.call('PATCH', '/settings', { segment_editors: 'administrators' });
    const send = (name: string, params: object) =>
      api.inject({
        method: 'POST',
        url: `/api/v1/recipes/${name}/apply`,
        headers: { authorization: `Bearer ${key}` },
        payload: { params },
      });
    expect((await send('lapsing', { regular: 77 })).statusCode).toBe(403);
    expect((await send('birthday', { time: '10:00' })).statusCode).toBe(201);
    await api.call('PATCH', '/settings', { segment_editors: 'marketers' });
  });

  it('twice at the same moment makes one', async () => {
    const params = { days: 44 };
    const both = await Promise.all([applied('renewal', { params }), applied('renewal', { params })]);
    expect(new Set(both.map(({ automation }) => automation.id)).size).toBe(1);
  });

  it('knows nothing of a recipe that there is not', async () => {
    expect((await apply('nothing')).json()).toMatchObject({ code: 'recipe.not_found' });
  });
});

describe('the gallery', () => {
  it('suggests answers from the data that there are', async () => {
    await api.call('POST', '/senders', { name: 'Shop', email: 'hello@shop.example', postal_address: '1 Main Street' });
    await api.call('POST', '/topics', { name: 'Offers', slug: 'offers' });
    const sold = ['tea', 'tea', 'rum'].map((kind) => ({
      contact: { email: 'a@example.com' },
      name: 'purchase',
      properties: { department: kind },
    }));
    await api.call('POST', '/events', sold);
    const { data } = (await api.call('GET', '/recipes')).json<{ data: RecipeView[] }>();
    expect(data).toHaveLength(RECIPES.length);
    expect(data.find(({ key }) => key === 'cross-sell')).toMatchObject({
      suggested: {
        order: 'purchase',
        property: 'department',
        bought: 'tea',
        offer: 'rum',
        link: 'https://shop.example/',
        topic: 'offers',
      },
      makes: { templates: ['Cross-sell: rum after tea'], segments: [], tags: [] },
    });
  });

  it('draws every recipe without two boxes in one place', async () => {
    const { data } = (await api.call('GET', '/recipes')).json<{ data: RecipeView[] }>();
    for (const { key, flow } of data) {
      const places = flow.boxes.map(({ row, column }) => `${String(row)}:${String(column)}`);
      expect({ key, places: new Set(places).size }).toEqual({ key, places: places.length });
      const down = flow.lines.filter(({ from, to }) => {
        const rowOf = (id: string) => flow.boxes.find((box) => box.id === id)!.row;
        return rowOf(to) <= rowOf(from);
      });
      expect(down).toEqual([]);
    }
  });
});
