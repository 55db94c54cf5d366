import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '#libs/kernel';
import { ROUTES } from '../access/route-table.js';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';
import type { ApiDocument } from './api-document.js';

describe('the documentation', () => {
  let api: TestApi;
  let document: ApiDocument;

  beforeAll(async () => {
    api = await createTestApi();
    const answer = await api.inject({ url: '/api/openapi.json' });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    document = answer.json<ApiDocument>();
  });
  afterAll(() => api.close());

  it('describes every route of the table, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it('refers to nothing that it does not have', () => {
    const names = [...JSON.stringify(document).matchAll(/#\/components\/(\w+)\/([\w.]+)/g)];
    const components = document.components as unknown as Record<string, Record<string, unknown>>;
    for (const [reference, kind = '', name = ''] of names) {
      expect({ reference, known: name in (components[kind] ?? {}) }).toEqual({ reference, known: true });
    }
    expect(names.length).toBeGreaterThan(100);
  });

  it('names each operation once', () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is a page without scripts, with an anchor for each error code', async () => {
    const page = await api.inject({ url: '/api/docs' });
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.body).not.toMatch(/<script|https?:\/\/|onclick/);
    for (const code of Object.keys(ERROR_CODES)) expect(page.body).toContain(`id="error-${code}"`);
    for (const path of Object.keys(document.paths)) expect(page.body).toContain(`<code>${path}</code>`);
  });
});
