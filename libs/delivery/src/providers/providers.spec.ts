import { GuardedHttpClient } from '#libs/kernel';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PROVIDER_LANGUAGES } from '../../../../test/providers/languages.js';
import {
  startProvider,
  type ApiAnswer,
  type Behaviour,
  type HandedMail,
  type ProviderLanguage,
  type ProviderServer,
} from '../../../../test/providers/provider-server.js';
import { compileMessage } from '../mime/compile-message.js';
import { isDeadAddress, toVerdict } from '../sending/hand-over-verdict.js';
import type { HandOver, MailTransport, OutgoingMail } from '../transports/mail-transport.js';
import { TRANSPORTS } from '../transports/transport.list.js';

const http = new GuardedHttpClient(new Set(['127.0.0.1']));
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const MESSAGE = compileMessage({
  from: { name: 'Café "Shop"', address: 'news@shop.example' },
  replyTo: { address: 'answers@shop.example' },
  list: { id: 'offers.shop.example', name: 'Angebote für Sie' },
});
const mail = (key: number): OutgoingMail => ({
  key,
  from: `b${String(key)}@bounce.example`,
  to: `r${String(key)}@reader.example`,
  ...MESSAGE.fill({
    to: { name: 'Ada, Countess', address: `r${String(key)}@reader.example` },
    subject: `Grüße Nr. ${String(key)} ✓`,
    date: new Date(),
    messageId: `2s.AbCdEf_-1234@shop.example`,
    text: `Hello ${String(key)}\n.\nünd a line that is long enough to be folded by quoted-printable, twice at least, \n\nBye `,
    html: `<p>Hello <b>${String(key)}</b> – =3D</p>`,
    unsubscribe: { url: 'https://shop.example/u/abc' },
  }),
});

async function serve(
  language: ProviderLanguage,
  behave: (mail: HandedMail, nth: number) => Behaviour = () => 'accept',
) {
  const server = await startProvider(language, behave);
  cleanUps.push(() => server.stop());
  return server;
}

function open(language: ProviderLanguage, server: ProviderServer, params: object = {}, key: 'good' | 'bad' = 'good') {
  const definition = TRANSPORTS.find(({ type }) => type === language.type)!;
  const settings = definition.params.parse({ ...language.settings(server.url, key), ...params });
  const transport = definition.create(settings, { limit: 100, hostname: 'client.example', http });
  cleanUps.push(() => transport.close());
  return transport;
}

async function send(transport: MailTransport, count: number): Promise<HandOver[]> {
  const results = new Map<number, HandOver>();
  await transport.send(
    Array.from({ length: count }, (_, key) => mail(key)),
    (key, result) => {
      expect(results.has(key)).toBe(false);
      results.set(key, result);
    },
  );
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

const situation = { attempt: 1, createdAt: new Date(), now: new Date(), random: 0.5 };

describe.each(PROVIDER_LANGUAGES.map((language) => [language.type, language] as const))('%s', (_type, language) => {
  it('gets what the mail says, in every letter, and what its reports are to be known by', async () => {
    const server = await serve(language);
    expect(await send(open(language, server), 1)).toMatchObject([{ outcome: 'sent' }]);
    const [arrived] = server.arrived;
    expect(arrived).toMatchObject({
      to: 'r0@reader.example',
      subject: 'Grüße Nr. 0 ✓',
      messageId: '2s.AbCdEf_-1234@shop.example',
      token: expect.stringMatching(/^2s\.AbCdEf_-1234@/),
      html: expect.stringContaining('<p>Hello <b>0</b> – =3D</p>'),
      listUnsubscribe: '<https://shop.example/u/abc>',
    });
    expect(arrived!.from).toContain('news@shop.example');
    expect(arrived!.from).toContain('Café');
    expect(arrived!.text.trimEnd()).toBe(
      'Hello 0\n.\nünd a line that is long enough to be folded by quoted-printable, twice at least, \n\nBye',
    );
  });

  it('knows a mail of a domain with a long name again, too', async () => {
    const server = await serve(language);
    const filled = MESSAGE.fill({
      ...{ to: { address: 'r0@reader.example' }, subject: 's', date: new Date(), text: 't' },
      messageId: `2s.AbCdEf_-1234@${'long.'.repeat(30)}example`,
    });
    const results: HandOver[] = [];
    await open(language, server).send([{ ...mail(0), ...filled }], (_key, result) => results.push(result));
    expect(results).toMatchObject([{ outcome: 'sent' }]);
    expect(server.arrived[0]!.token).toMatch(/^2s\.AbCdEf_-1234@/);
  });

  it('keeps its own name for the mail', async () => {
    const [result] = await send(open(language, await serve(language)), 1);
    expect(result!.response).toMatch(/: .*1/);
  });

  it('a refused recipient fails, is a bounce, and is not mailed again', async () => {
    const [result] = await send(open(language, await serve(language, () => 'refuse')), 1);
    expect(result).toMatchObject({ outcome: 'failed', phase: 'rcpt', provider: 'recipient' });
    expect(toVerdict(result!, situation)).toMatchObject({
      state: 'failed',
      reason: 'provider.recipient',
      bounced: true,
    });
    expect(isDeadAddress(result!)).toBe(true);
  });

  it('is asked again after a moment when it is throttled, and nothing is lost', async () => {
    const server = await serve(language, (_mail, nth) => (nth > 3 && nth <= 6 ? 'throttle' : 'accept'));
    const started = performance.now();
    const results = await send(open(language, server, { connections: 2 }), 12);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 12 }, () => 'sent'));
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(new Set(server.arrived.map(({ to }) => to)).size).toBe(12);
    expect(server.arrived).toHaveLength(12);
  }, 20_000);

  it('fails no mail for a wrong key, and asks only once in a while', async () => {
    const server = await serve(language);
    const results = await send(open(language, server, { connections: 1 }, 'bad'), 40);
    for (const result of results) {
      expect(result).toMatchObject({ outcome: 'deferred', phase: 'auth', provider: 'account' });
      expect(toVerdict(result, situation)).toMatchObject({ state: 'deferred', reason: 'provider.account' });
    }
    expect(server.calls).toHaveLength(1);
    expect(JSON.stringify(results)).not.toContain('wrong-key');
    expect(await open(language, server, {}, 'bad').verify()).toMatchObject({ ok: false, phase: 'auth' });
  });

  it.each([
    ['no answer', 'hang'],
    ['a connection that ends', 'drop'],
    ['an answer that cannot be read', 'garbage'],
    ['the answer of a gateway', 'gateway'],
  ] as const)('leaves unknown what met %s, and does not try again', async (_name, behaviour) => {
    const server = await serve(language, () => behaviour);
    const results = await send(open(language, server, { timeout_s: 0.4 }), 3);
    for (const result of results) expect(result).toMatchObject({ outcome: 'unknown', phase: 'after_dot' });
    expect(server.calls).toHaveLength(3);
    expect(toVerdict(results[0]!, situation)).toMatchObject({ state: 'unknown', reason: 'provider.no_answer' });
  });

  it('puts off what met an error of the provider, and the others go on', async () => {
    const server = await serve(language, ({ to }) => (to.startsWith('r1@') ? 'error' : 'accept'));
    const results = await send(open(language, server, { connections: 1 }), 3);
    expect(results.map(({ outcome }) => outcome)).toEqual(['sent', 'deferred', 'sent']);
    expect(toVerdict(results[1]!, situation)).toMatchObject({ reason: 'provider.trouble' });
  });

  it('believes a provider that says when to come back, for all mails', async () => {
    const later: ApiAnswer = { status: 503, headers: { 'retry-after': '7200' }, body: { message: 'Maintenance' } };
    const server = await serve(language, () => ({ answer: later }));
    const results = await send(open(language, server, { connections: 1 }), 5);
    for (const result of results) {
      const verdict = toVerdict(result, situation);
      expect(verdict).toMatchObject({ state: 'deferred', reason: 'provider.busy' });
      const dueAt = 'dueAt' in verdict ? verdict.dueAt.getTime() - situation.now.getTime() : 0;
      expect(dueAt).toBe(7_200_000);
    }
    expect(server.calls).toHaveLength(1);
  });

  it.each([301, 400, 402, 403, 404, 415, 422])('fails no mail for a %i that it does not understand', async (status) => {
    const server = await serve(language, () => ({ answer: { status, body: { message: 'No.' } } }));
    expect(await send(open(language, server), 1)).toMatchObject([{ outcome: 'deferred' }]);
  });

  it('fails a mail that is too large, without a bounce', async () => {
    const server = await serve(language, () => ({ answer: { status: 413, body: 'Too large' } }));
    const [result] = await send(open(language, server), 1);
    expect(toVerdict(result!, situation)).toMatchObject({ state: 'failed', bounced: false });
    expect(isDeadAddress(result!)).toBe(false);
  });

  it('keeps its connections, and no more of them than set', async () => {
    const server = await serve(language);
    await send(open(language, server, { connections: 3 }), 30);
    expect(server.connections).toBeLessThanOrEqual(3);
    expect(server.mostAtOnce).toBeLessThanOrEqual(3);
  });

  it('ends within seconds when it is closed before an answer, and tells what is unclear', async () => {
    const server = await serve(language, () => 'hang');
    const transport = open(language, server, { connections: 2, timeout_s: 60 });
    const sending = send(transport, 10);
    while (server.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    await transport.close();
    expect(performance.now() - started).toBeLessThan(8_000);
    const results = await sending;
    expect(results.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(2);
    expect(results.length).toBeLessThanOrEqual(3);
  }, 20_000);

  it('wakes what waits for a throttled provider when it is closed', async () => {
    const server = await serve(language, () => 'throttle');
    const transport = open(language, server, { connections: 2 });
    const sending = send(transport, 10);
    while (server.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    await transport.close();
    expect(performance.now() - started).toBeLessThan(900);
    for (const result of await sending) expect(result).toMatchObject({ outcome: 'deferred' });
  });

  it('does not hand over an address that it would not carry', async () => {
    const server = await serve(language);
    const results: HandOver[] = [];
    await open(language, server).send([{ ...mail(1), to: '用户@reader.example' }], (_key, result) =>
      results.push(result),
    );
    expect(results).toMatchObject([{ outcome: 'failed', provider: 'content', enhanced: '5.6.7' }]);
    expect(server.calls).toEqual([]);
  });

  it('says what it cannot reach and what may not be called', async () => {
    const server = await serve(language);
    const definition = TRANSPORTS.find(({ type }) => type === language.type)!;
    const settings = definition.params.parse(language.settings(server.url, 'good'));
    const guarded = { limit: 10, hostname: 'client.example', http: new GuardedHttpClient() };
    const transport = definition.create(settings, guarded);
    expect(await send(transport, 1)).toMatchObject([{ outcome: 'deferred', provider: 'account' }]);
    expect(await transport.verify()).toMatchObject({ ok: false, response: expect.stringContaining('public') });
    await transport.close();
    expect(server.calls).toEqual([]);
  });
});
