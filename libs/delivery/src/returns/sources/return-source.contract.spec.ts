import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RETURN_SOURCES } from './return-source.list.js';
import { secretNames } from '../../secrets/secret-settings.js';
import { showSource } from './stored-source.js';

describe('the list of return sources', () => {
  it('has every folder, and nothing else', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(RETURN_SOURCES.map(({ type }) => type).sort()).toEqual(
      folders.map(({ name }) => name.replaceAll('-', '_')).sort(),
    );
  });
});

describe.each(RETURN_SOURCES.map((source) => [source.type, source] as const))('%s', (type, source) => {
  const schema = z.toJSONSchema(source.params, { io: 'input', unrepresentable: 'any' });

  it('says what it is in words for people', () => {
    expect(type).toMatch(/^[a-z][a-z_]*$/);
    expect(source.label).toMatch(/^[A-Z].{1,30}$/);
    expect(source.description).toMatch(/^[A-Z].{10,200}\.$/);
  });

  it('gives its settings as JSON Schema, each with a title', () => {
    const titles = Object.values(schema.properties ?? {}).map((property) => (property as { title?: string }).title);
    expect(titles.length).toBeGreaterThan(0);
    expect(titles).toEqual(titles.map(() => expect.any(String)));
  });

  it('never shows a secret', () => {
    const settings = Object.fromEntries(Object.keys(schema.properties ?? {}).map((name) => [name, `value of ${name}`]));
    const shown = JSON.stringify(showSource({ type, settings }));
    for (const secret of secretNames(source.params)) expect(shown).not.toContain(`value of ${secret}`);
    const names = Object.keys(schema.properties ?? {}).filter((name) => /password|secret|signing/.test(name));
    expect(secretNames(source.params)).toEqual(names);
  });

  it('believes nothing that is not signed', async () => {
    if (source.way !== 'hook') return;
    const samples: Record<string, unknown> = {
      ses: { topic_arn: 'arn:aws:sns:eu-west-1:123456789012:x' },
      sendgrid: {
        public_key:
          'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeo2/cUnGWtj9C5OZHUXfYDdrTNiLrYiBtWyMbqB5sz6sAoFPzZFHBOTH87TPh5WoJ9DhOJEGjKl6QKzz9bGuIA==',
      },
    };
    const params = samples[type] ?? { username: 'u', password: 'p', signing_key: 'k' };
    const http = { send: () => Promise.reject(new Error('nobody may be asked')) };
    for (const raw of ['{}', '[]', '[{"event":"bounce"}]', 'null', '', '{"Type":"Notification"}']) {
      const request = { headers: {}, raw: Buffer.from(raw), now: new Date() };
      await expect(Promise.resolve().then(() => source.read(request, params, { http }))).rejects.toMatchObject({
        code: expect.stringMatching(/^(hook\.refused|request\.)/),
      });
    }
  });
});
