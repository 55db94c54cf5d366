import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';

interface Recipe {
  readonly key: string;
  readonly build: (present: { fields: readonly object[]; events: readonly string[] }) => object;
}

// The web app is a project of its own, with its own compiler settings.
const source = path.resolve(import.meta.dirname, '../../apps/web/src/pages/segments/recipes.ts');
const { RECIPES } = (await import(source)) as { RECIPES: Recipe[] };

const BIRTH = { key: 'birth_date', label: 'Birth date', type: 'date', isSystem: true, options: [] };

/** Whom a recipe finds on a day, by their dates of birth. */
async function found(api: TestApi, key: string): Promise<string[]> {
  const condition = RECIPES.find((recipe) => recipe.key === key)?.build({ fields: [BIRTH], events: [] });
  const answer = await api.call('POST', '/segments/preview', { condition });
  const { sample } = answer.json<{ sample: { birth_date: string }[] }>();
  return sample.map(({ birth_date }) => birth_date).sort();
}

describe('the recipes that go by the date of birth', () => {
  let api: TestApi;
  let today: Date;

  beforeAll(async () => {
    today = new Date('2030-02-28T12:00:00Z');
    api = await createTestApi({ clock: { now: () => today } });
    for (const day of [
      '1999-12-31',
      '2000-02-27',
      '2000-02-28',
      '2000-02-29',
      '2000-03-01',
      '2000-03-28',
      '2030-02-28',
    ])
      await api.call('POST', '/contacts', { email: `${day}@example.com`, birth_date: day });
  });
  afterAll(() => api.close());

  it.each([
    // In a year without a 29 February whoever was born on one turns 30 on the 28th.
    ['2030-02-28T12:00:00Z', ['2000-03-01', '2000-03-28', '2030-02-28']],
    ['2030-02-27T12:00:00Z', ['2000-02-28', '2000-02-29', '2000-03-01', '2000-03-28']],
    ['2030-03-28T12:00:00Z', ['2030-02-28']],
  ])('under 30 on %s are those who have not had their thirtieth birthday', async (now, expected) => {
    today = new Date(now);
    expect(await found(api, 'young')).toEqual(expected);
  });

  it('over 65 begins on the day after the birthday', async () => {
    today = new Date('2065-02-28T12:00:00Z');
    expect(await found(api, 'over65')).toEqual(['1999-12-31', '2000-02-27']);
  });
});
