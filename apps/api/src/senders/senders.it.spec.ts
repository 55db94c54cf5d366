import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CredentialSeal } from '#libs/kernel';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

interface Shown {
  readonly id: number;
  readonly transport: { type: string; settings: Record<string, unknown>; secrets: string[] } | null;
}

describe('the transport of a sender', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const SES = {
    type: 'ses',
    settings: {
      ...{ region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'very-secret-key' },
      ...{ session_token: 'very-secret-token', connections: 7 },
    },
  };

  async function make(transport: object): Promise<Shown> {
    const made = await api.call('POST', '/senders', { name: 'Shop', email: 'shop@example.com', transport });
    expect(made.statusCode).toBe(201);
    return made.json<Shown>();
  }

  const change = (id: number, transport: unknown) => api.call('PATCH', `/senders/${String(id)}`, { transport });

  /** What is stored, with what is sealed in it opened. */
  async function stored(id: number): Promise<Record<string, unknown>> {
    const [row] = await api.db.query<{ settings: Record<string, unknown> }>(
      `SELECT transport->'settings' AS settings FROM senders WHERE id = $1`,
      [id],
    );
    const seal = api.app.get(CredentialSeal, { strict: false });
    return Object.fromEntries(Object.entries(row!.settings).map(([name, value]) => [name, seal.open(value)]));
  }

  it('is shown without its secrets, and says which are set', async () => {
    const { id, transport } = await make(SES);
    expect(transport).toEqual({
      type: 'ses',
      settings: { region: 'eu-west-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', connections: 7 },
      secrets: ['secret_access_key', 'session_token'],
    });
    for (const path of ['/senders', `/senders/${String(id)}`]) {
      expect((await api.call('GET', path)).body).not.toContain('very-secret');
    }
  });

  it('keeps secrets that a change leaves out, takes new ones, and drops one that is set to null', async () => {
    const { id } = await make(SES);
    const { secret_access_key: _key, session_token: _token, ...open } = SES.settings;
    expect((await change(id, { type: 'ses', settings: { ...open, region: 'us-east-1' } })).statusCode).toBe(200);
    expect(await stored(id)).toMatchObject({ region: 'us-east-1', secret_access_key: 'very-secret-key' });
    await change(id, { type: 'ses', settings: { ...open, secret_access_key: 'another', session_token: null } });
    expect(await stored(id)).toMatchObject({ secret_access_key: 'another' });
    expect(await stored(id)).not.toHaveProperty('session_token');
    expect((await change(id, undefined)).statusCode).toBe(200);
    expect(await stored(id)).toMatchObject({ secret_access_key: 'another' });
  });

  it('tells kept secrets to no other server', async () => {
    const { id } = await make({
      type: 'smtp',
      settings: { host: 'mail.example.com', username: 'me', password: 'very-secret' },
    });
    const elsewhere = { host: 'evil.example.net', username: 'me' };
    const answer = await change(id, { type: 'smtp', settings: elsewhere });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: object[] }>().errors).toMatchObject([{ path: 'transport.settings.password' }]);
    expect(await stored(id)).toMatchObject({ host: 'mail.example.com', password: 'very-secret' });
    expect((await change(id, { type: 'smtp', settings: { ...elsewhere, password: 'new' } })).statusCode).toBe(200);
    const { id: other } = await make(SES);
    const { secret_access_key: _key, session_token: _token, ...open } = SES.settings;
    const pointed = { ...open, endpoint: 'https://evil.example.net' };
    expect((await change(other, { type: 'ses', settings: pointed })).statusCode).toBe(422);
  });

  it('takes no secret of one kind over into another', async () => {
    const { id } = await make({ type: 'sendgrid', settings: { api_key: 'very-secret' } });
    const answer = await change(id, { type: 'mailgun', settings: { domain: 'mg.example.com' } });
    expect(answer.json<{ errors: object[] }>().errors).toMatchObject([{ path: 'transport.settings.api_key' }]);
    expect((await change(id, null)).json<Shown>().transport).toBeNull();
  });

  it('shows nothing that its schema does not know: it may be a secret under a wrong name', async () => {
    const { id } = await make({ type: 'smtp', settings: { host: 'mail.example.com' } });
    const kept = { type: 'smtp', settings: { host: 'mail.example.com', passwort: 'very-secret' } };
    await api.db.execute('UPDATE senders SET transport = $2 WHERE id = $1', [id, JSON.stringify(kept)]);
    const { transport } = (await api.call('GET', `/senders/${String(id)}`)).json<Shown>();
    expect(transport).toEqual({ type: 'smtp', settings: { host: 'mail.example.com' }, secrets: [] });
  });

  it.each([
    [{ type: 'ses', settings: { ...SES.settings, region: 'http://evil' } }, 'transport.settings.region'],
    [{ type: 'ses', settings: { ...SES.settings, secret_access_key: 'a\nb' } }, 'transport.settings.secret_access_key'],
    [{ type: 'smtp', settings: { host: 'mail.example.com\r\nx' } }, 'transport.settings.host'],
    [{ type: 'smtp', settings: { host: 'mail example.com' } }, 'transport.settings.host'],
    [{ type: 'mailgun', settings: { domain: 'a/../b', api_key: 'x' } }, 'transport.settings.domain'],
    [{ type: 'postmark', settings: {} }, 'transport.settings.server_token'],
    [{ type: 'sendgrid', settings: { api_key: 'x', endpoint: 'file:///etc/passwd' } }, 'transport.settings.endpoint'],
    [{ type: 'smtp', settings: { host: 'mail.example.com', passwort: 'x' } }, 'transport.settings.passwort'],
    [{ type: 'mailbox', settings: { port: 25 } }, 'transport.settings.port'],
    [{ type: 'smtp', settings: { host: 'mail.example.com', max_messages: 1e300 } }, 'transport.settings.max_messages'],
    [{ type: 'smtp', settings: { host: 'mail.example.com', port: true } }, 'transport.settings.port'],
    [{ type: 'smtp', settings: { host: 'mail.example.com', port: [25] } }, 'transport.settings.port'],
    [{ type: 'smtp', settings: { host: 'mail.example.com', port: '' } }, 'transport.settings.port'],
    [{ type: 'smtp', settings: { host: 'https://mail.example.com' } }, 'transport.settings.host'],
    [{ type: 'smtp', settings: { host: 'mail.example.com:587' } }, 'transport.settings.host'],
    [{ type: 'smtp', settings: { host: '[::1]' } }, 'transport.settings.host'],
    [{ type: 'smtp', settings: { host: '' } }, 'transport.settings.host'],
    [{ type: 'sendmail', settings: {} }, 'transport.type'],
  ])('refuses %j at %s', async (transport, path) => {
    const answer = await api.call('POST', '/senders', { name: 'Shop', email: 'shop@example.com', transport });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toEqual([path]);
  });

  it.each(['127.0.0.1', '::1', 'mail', 'mail_1.example.com', 'mail.müller.example'])(
    'takes the server %s',
    async (host) => {
      const settings = { host, port: '587' };
      expect((await make({ type: 'smtp', settings })).transport?.settings).toEqual(settings);
    },
  );
});

describe('a transport that the operator has to allow', () => {
  const entry = async (api: TestApi) =>
    (await api.call('GET', '/registry/transports'))
      .json<{ type: string; unavailable?: string }[]>()
      .filter(({ unavailable }) => unavailable);
  const make = (api: TestApi) =>
    api.call('POST', '/senders', { name: 'Shop', email: 'a@example.com', transport: { type: 'sendmail' } });

  it('is named as such, and a refusal says what to set', async () => {
    const api = await createTestApi();
    try {
      const unavailable = expect.stringContaining('set TIDINGS_SENDMAIL');
      expect(await entry(api)).toEqual([expect.objectContaining({ type: 'sendmail', unavailable })]);
      expect((await make(api)).json()).toMatchObject({
        status: 422,
        errors: [{ path: 'transport.type', message: unavailable }],
      });
    } finally {
      await api.close();
    }
  });

  it('can be chosen where it is allowed', async () => {
    const api = await createTestApi({ env: { TIDINGS_SENDMAIL: '/usr/sbin/sendmail' } });
    try {
      expect(await entry(api)).toEqual([]);
      expect((await make(api)).statusCode).toBe(201);
    } finally {
      await api.close();
    }
  });
});

describe('the name of a sender', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const create = (name: string) => api.call('POST', '/senders', { name, email: 'shop@example.com' });

  it.each(['   ', 'Shop\r\nBcc: x@example.com', 'Shop\u2028x', 'Shop\u2029x'])('refuses %j', async (name) => {
    const answer = await create(name);
    expect(answer.statusCode).toBe(422);
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toEqual(['name']);
    const { id } = (await create('Shop')).json<Shown>();
    expect((await api.call('PATCH', `/senders/${String(id)}`, { name })).statusCode).toBe(422);
  });

  it('is kept without the blanks around it', async () => {
    expect((await create('  Shop ')).json()).toMatchObject({ name: 'Shop' });
  });
});

describe('the default sender', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  it('does not step down, but makes room for another', async () => {
    const [first, second] = await Promise.all(
      ['first', 'second'].map(async (name) => {
        const made = await api.call('POST', '/senders', { name, email: `${name}@example.com` });
        return `/senders/${String(made.json<Shown>().id)}`;
      }),
    );
    await api.call('PATCH', first!, { is_default: true });
    const refused = await api.call('PATCH', first!, { is_default: false });
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({ errors: [{ path: 'is_default' }] });
    expect((await api.call('PATCH', second!, { is_default: false })).statusCode).toBe(200);
    expect((await api.call('GET', first!)).json()).toMatchObject({ is_default: true });

    expect((await api.call('PATCH', second!, { is_default: true })).statusCode).toBe(200);
    expect((await api.call('GET', first!)).json()).toMatchObject({ is_default: false });
  });
});
