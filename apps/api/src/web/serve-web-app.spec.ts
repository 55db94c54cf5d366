import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { serveWebApp } from './serve-web-app.js';
import { WebApp } from './web-app.js';

describe('the web app', () => {
  let folder: string;
  let server: FastifyInstance;
  const page = { accept: 'text/html,*/*' };
  const script = 'console.log(1);'.repeat(100);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidings-web-'));
    server = fastify();
    serveWebApp(server, new WebApp(join(folder, 'dist')));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('says what to do while it is not built', async () => {
    const answer = await server.inject({ url: '/', headers: page });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body).toContain('npm run build');
  });

  describe('once built', () => {
    beforeAll(async () => {
      await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
      await writeFile(join(folder, 'dist', 'index.html'), '<title>Tidings</title>');
      await writeFile(join(folder, 'dist', 'favicon.svg'), '<svg/>');
      await writeFile(join(folder, 'dist', 'assets', 'index-1a2b.js'), script);
      await writeFile(join(folder, 'dist', '.built-from'), 'secret');
      await writeFile(join(folder, 'outside.txt'), 'secret');
    });

    it.each(['/', '/audience', '/segments/12?tab=members', '/setup?token=x'])(
      'answers %s with its page',
      async (url) => {
        const answer = await server.inject({ url, headers: page });
        expect([answer.statusCode, answer.body]).toEqual([200, '<title>Tidings</title>']);
        expect(answer.headers['cache-control']).toBe('no-cache');
        expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      },
    );

    it('shows its first page to whoever asks, be it a program that names no type', async () => {
      const [root, other] = [await server.inject({ url: '/' }), await server.inject({ url: '/audience' })];
      expect([root.statusCode, root.body, other.statusCode]).toEqual([200, '<title>Tidings</title>', 404]);
    });

    it('lets browsers keep what has a hash in its name, and sends it zipped to those who can unzip', async () => {
      const plain = await server.inject({ url: '/assets/index-1a2b.js' });
      expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
      expect(plain.body).toBe(script);
      const zipped = await server.inject({ url: '/assets/index-1a2b.js', headers: { 'accept-encoding': 'br, gzip' } });
      expect(zipped.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(zipped.rawPayload).toString()).toBe(script);
    });

    it('answers 304 to who has it, and the new one after a new build', async () => {
      const first = await server.inject({ url: '/favicon.svg' });
      const headers = { 'if-none-match': String(first.headers.etag) };
      expect((await server.inject({ url: '/favicon.svg', headers })).statusCode).toBe(304);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await writeFile(join(folder, 'dist', 'favicon.svg'), '<svg id="2"/>');
      expect((await server.inject({ url: '/favicon.svg', headers })).body).toBe('<svg id="2"/>');
    });

    it.each([
      '/assets/missing.js',
      '/missing.png',
      '/api/v1/missing',
      '/.built-from',
      '/../outside.txt',
      '/..%2foutside.txt',
      '/assets/../../outside.txt',
    ])('has nothing at %s for a program', async (url) => {
      const answer = await server.inject({ url });
      expect(answer.statusCode).toBe(404);
      expect(answer.body).not.toContain('secret');
    });

    it('has no page for missing scripts and for the API', async () => {
      expect((await server.inject({ url: '/assets/missing.js', headers: page })).statusCode).toBe(404);
      expect((await server.inject({ url: '/api/v1/missing', headers: page })).statusCode).toBe(404);
    });
  });
});
