import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXTENSION_KINDS, type Extension } from '#libs/registry';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('the registry', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  it.each(EXTENSION_KINDS)('lists %s, each with type, label, description and schema', async (kind) => {
    const answer = await api.call('GET', `/registry/${kind}`);
    const entries = answer.json<Extension[]>();
    expect(answer.statusCode).toBe(200);
    expect(entries.length).toBeGreaterThanOrEqual(2);
    for (const entry of entries) {
      expect(entry.type).toMatch(/^[a-z][\w.]*$/);
      expect(entry.label).toMatch(/\w/);
      expect(entry.description).toMatch(/\w/);
      expect(typeof entry.schema).toBe('object');
    }
    // A provider may take mail, and report under the same name what came back.
    expect(new Set(entries.map(({ type, purpose }) => `${purpose ?? ''} ${type}`)).size).toBe(entries.length);
  });

  it('knows no other kind', async () => {
    expect((await api.call('GET', '/registry/anything')).statusCode).toBe(404);
    expect((await api.call('GET', '/registry/constructor')).statusCode).toBe(404);
  });
});
