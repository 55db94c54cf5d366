import { GuardedHttpClient } from '#libs/kernel';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startScriptedSmtpServer, type SmtpScript } from '../../../../../test/smtp/scripted-smtp-server.js';
import type { HandOver, MailTransport, OutgoingMail } from '../mail-transport.js';
import { smtp } from './smtp.transport.js';

const http = new GuardedHttpClient(new Set(['127.0.0.1']));
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface TokenAnswer {
  readonly status?: number;
  readonly body: string | object;
  readonly afterMs?: number;
}

/** A token endpoint; what it was asked is kept. */
async function startTokens(answer: (nth: number) => TokenAnswer): Promise<{ url: string; asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(new URLSearchParams(body));
      const { status = 200, body: said, afterMs = 0 } = answer(asked.length);
      setTimeout(() => response.writeHead(status).end(typeof said === 'string' ? said : JSON.stringify(said)), afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/token`, asked };
}

const tokenIn = (line: string): string => {
  const fields = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    .toString()
    .split('\x01');
  return fields[1]?.replace('auth=Bearer ', '') ?? '';
};
const ERROR = Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64');

/** A server that takes these tokens; a refusal comes in two steps, as Google sends it, or in one. */
async function serve(good: (token: string) => boolean, way: 'google' | 'direct' = 'google', offer = 'XOAUTH2') {
  const script: SmtpScript = ({ verb, line }) => {
    if (verb === 'EHLO') return `250-x\n250 AUTH ${offer}`;
    if (verb === '') return '535 5.7.8 Username and Password not accepted';
    if (verb !== 'AUTH') return undefined;
    if (good(tokenIn(line))) return '235 2.7.0 Accepted';
    return way === 'google' ? `334 ${ERROR}` : '535 5.7.3 Authentication unsuccessful';
  };
  const server = await startScriptedSmtpServer(script);
  cleanUps.push(() => server.stop());
  return server;
}

function open(port: number, params: object): MailTransport {
  const settings = smtp.params.parse({ host: '127.0.0.1', port, pool: 4, username: 'me@shop.example', ...params });
  const transport = smtp.create(settings, { limit: 20, hostname: 'client.example', http });
  cleanUps.push(() => transport.close());
  return transport;
}

const refreshing = (url: string): object => ({
  refresh_token: 'refresh-1',
  client_id: 'client',
  client_secret: 'hush',
  token_url: url,
});

async function send(transport: MailTransport, count: number): Promise<HandOver[]> {
  const results: HandOver[] = [];
  const mails = Array.from({ length: count }, (_, key): OutgoingMail => ({
    key,
    from: 'a@b.example',
    to: 'c@d.example',
    raw: Buffer.from('Subject: x\r\n\r\n'),
  }));
  await transport.send(mails, (_key, result) => results.push(result));
  return results;
}

const signIns = (log: readonly string[]): string[] =>
  log.filter((line) => line.includes('AUTH')).map((line) => tokenIn(line));

describe('XOAUTH2', () => {
  it('signs in with a token, in the words of the protocol', async () => {
    const server = await serve((token) => token === 'one');
    expect(await send(open(server.port, { access_token: 'one' }), 1)).toMatchObject([{ outcome: 'sent' }]);
    const line = server.log.find((one) => one.includes('AUTH'))!;
    expect(Buffer.from(line.split(' ')[2]!, 'base64').toString()).toBe(
      'user=me@shop.example\x01auth=Bearer one\x01\x01',
    );
  });

  it.each(['google', 'direct'] as const)('defers with phase auth when the only token is refused (%s)', async (way) => {
    const server = await serve(() => false, way);
    const results = await send(open(server.port, { access_token: 'old', pool: 1 }), 3);
    for (const result of results) expect(result).toMatchObject({ outcome: 'deferred', phase: 'auth', code: 535 });
    expect(signIns(server.log)).toEqual(['old']);
  });

  it('fetches a token once for all connections, and keeps it', async () => {
    const tokens = await startTokens((nth) => ({
      body: { access_token: `t${String(nth)}`, expires_in: 3600 },
      afterMs: 50,
    }));
    const server = await serve((token) => token === 't1');
    const transport = open(server.port, refreshing(tokens.url));
    expect((await send(transport, 20)).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'sent'));
    expect(await transport.verify()).toMatchObject({ ok: true });
    expect(server.connections).toBeGreaterThan(1);
    expect(tokens.asked.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client', client_secret: 'hush' },
    ]);
  });

  it('fetches another when the time of the first is over, by the newest refresh token', async () => {
    const tokens = await startTokens((nth) => ({
      // Within the spare minute: good for one session at most.
      body: { access_token: `t${String(nth)}`, expires_in: 30, refresh_token: `refresh-${String(nth + 1)}` },
    }));
    const server = await serve(() => true);
    const transport = open(server.port, { ...refreshing(tokens.url), pool: 1 });
    await transport.verify();
    await transport.verify();
    expect(signIns(server.log)).toEqual(['t1', 't2']);
    expect(tokens.asked.map((form) => form.get('refresh_token'))).toEqual(['refresh-1', 'refresh-2']);
  });

  it.each(['google', 'direct'] as const)('tries one new token when the server refuses one (%s)', async (way) => {
    const tokens = await startTokens((nth) => ({ body: { access_token: `t${String(nth)}`, expires_in: 3600 } }));
    const server = await serve((token) => token === 't1', way);
    const transport = open(server.port, { ...refreshing(tokens.url), access_token: 'withdrawn', pool: 1 });
    expect(await send(transport, 2)).toMatchObject([{ outcome: 'sent' }, { outcome: 'sent' }]);
    expect(signIns(server.log)).toEqual(['withdrawn', 't1']);
    expect(tokens.asked).toHaveLength(1);
  });

  it('does not go on asking when new tokens are refused, too', async () => {
    const tokens = await startTokens((nth) => ({ body: { access_token: `t${String(nth)}`, expires_in: 3600 } }));
    const server = await serve(() => false);
    const results = await send(open(server.port, { ...refreshing(tokens.url), pool: 1 }), 5);
    for (const result of results) expect(result).toMatchObject({ outcome: 'deferred', phase: 'auth', code: 535 });
    expect(tokens.asked).toHaveLength(2);
    expect(signIns(server.log)).toEqual(['t1', 't2']);
  });

  it('many connections that meet a withdrawn token fetch one new one together', async () => {
    const tokens = await startTokens((nth) => ({
      body: { access_token: `t${String(nth)}`, expires_in: 3600 },
      afterMs: 50,
    }));
    const server = await serve((token) => token === 't1');
    const transport = open(server.port, { ...refreshing(tokens.url), access_token: 'withdrawn' });
    const results = await send(transport, 20);
    expect(results.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(tokens.asked).toHaveLength(1);
  });

  it.each([
    [
      'refuses',
      { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been revoked.' } },
      'revoked',
    ],
    ['is out of order', { status: 502, body: '<html>' }, 'HTTP 502'],
    ['gives no token', { body: { ok: true } }, 'without a token'],
    ['gives no JSON', { body: 'hello' }, 'without a token'],
  ])('defers with its words when the token endpoint %s', async (_name, answer, words) => {
    const tokens = await startTokens(() => answer);
    const server = await serve(() => true);
    const results = await send(open(server.port, { ...refreshing(tokens.url), pool: 1 }), 3);
    for (const result of results) {
      expect(result).toMatchObject({ outcome: 'deferred', phase: 'auth', response: expect.stringContaining(words) });
    }
    expect(signIns(server.log)).toEqual([]);
    expect(JSON.stringify(results)).not.toMatch(/refresh-1|hush/);
  });

  it('asks public endpoints only', async () => {
    const server = await serve(() => true);
    const settings = smtp.params.parse({
      ...{ host: '127.0.0.1', port: server.port, username: 'me' },
      ...refreshing('http://169.254.169.254/token'),
    });
    const guarded = { limit: 1, hostname: 'client.example', http: new GuardedHttpClient() };
    const transport = smtp.create(settings, guarded);
    expect(await transport.verify()).toMatchObject({
      ok: false,
      phase: 'auth',
      response: expect.stringContaining('public'),
    });
    await transport.close();
  });

  it('gives no token to a server that does not ask for one', async () => {
    const server = await serve(() => true, 'google', 'PLAIN LOGIN');
    expect(await send(open(server.port, { access_token: 'one' }), 1)).toMatchObject([
      { outcome: 'deferred', phase: 'auth' },
    ]);
    expect(server.log.some((line) => line.includes('AUTH'))).toBe(false);
  });

  it.each([
    [{ access_token: 'x' }, 'username'],
    [{ username: 'me', refresh_token: 'x', token_url: 'https://a.example' }, 'client_id'],
    [{ username: 'me', refresh_token: 'x', client_id: 'c' }, 'token_url'],
    [{ username: 'me', access_token: 'a\r\nb' }, 'access_token'],
  ])('refuses the settings %j at %s', (params, path) => {
    const { error } = smtp.params.safeParse({ host: 'mail.example', ...params });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
