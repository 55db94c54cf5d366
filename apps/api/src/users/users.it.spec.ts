import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvitedUser, UserAnswer } from './users.controller.js';
import { createTestApi, type SignedInUser, type TestApi, type TestResponse } from '../testing/create-test-api.js';

describe('users', () => {
  let api: TestApi;
  let first: SignedInUser;

  beforeAll(async () => {
    api = await createTestApi();
    first = await api.signIn('administrator');
  });
  afterAll(() => api.close());

  const invite = async (email: string): Promise<InvitedUser> =>
    (await api.call('POST', '/users', { email, name: 'Ben', role: 'sales' })).json<InvitedUser>();
  const tokenOf = (link: string): string => new URL(link).searchParams.get('token')!;
  const accept = (token: string, password: string, name?: string): Promise<TestResponse> =>
    api.inject({
      method: 'POST',
      url: '/api/v1/invitations/accept',
      payload: { token, password, ...(name ? { name } : {}) },
    });
  const codeOf = (answer: TestResponse): string => answer.json<{ code: string }>().code;

  it('come by an invitation, whose link works once', async () => {
    const invited = await invite('ben@example.com');
    expect(invited).toMatchObject({ email: 'ben@example.com', name: 'Ben', role: 'sales', disabled: false });
    expect(Number.isInteger(invited.id)).toBe(true);
    const token = tokenOf(invited.link);
    expect(new URL(invited.link).pathname).toBe('/join');
    const shown = await api.inject({ url: `/api/v1/invitations?token=${token}` });
    expect(shown.json()).toEqual({ name: 'Ben', email: 'ben@example.com' });
    const joined = await accept(token, 'correct horse', 'Benjamin');
    expect([joined.statusCode, joined.json<{ user: object }>().user]).toEqual([
      201,
      { id: invited.id, name: 'Benjamin', email: 'ben@example.com', role: 'sales' },
    ]);
    expect(codeOf(await accept(token, 'another horse'))).toBe('account_link.invalid');
    expect((await api.inject({ url: `/api/v1/invitations?token=${token}` })).statusCode).toBe(404);
  });

  it('cannot sign in before they have chosen a password', async () => {
    await invite('carl@example.com');
    const payload = { email: 'carl@example.com', password: '' };
    expect((await api.inject({ method: 'POST', url: '/api/v1/session', payload })).statusCode).toBe(401);
  });

  it('have one address each, whatever its case', async () => {
    await invite('dora@example.com');
    const again = await api.call('POST', '/users', { email: 'Dora@Example.com', name: 'Dora', role: 'viewer' });
    expect([again.statusCode, codeOf(again)]).toEqual([409, 'user.email_taken']);
  });

  it('are signed out when they are disabled, and come back when enabled', async () => {
    const user = await api.signIn('marketer');
    const show = (): Promise<TestResponse> => api.inject({ url: '/api/v1/session', headers: user.headers });
    expect((await show()).statusCode).toBe(200);
    const disabled = await api.call('PATCH', `/users/${String(user.id)}`, { disabled: true });
    expect(disabled.json<UserAnswer>().disabled).toBe(true);
    expect((await show()).statusCode).toBe(401);
    const signIn = (): Promise<TestResponse> =>
      api.inject({ method: 'POST', url: '/api/v1/session', payload: { email: user.email, password: user.password } });
    expect((await signIn()).statusCode).toBe(401);
    const made = await api.call('POST', `/users/${String(user.id)}/link`);
    const refused = await accept(tokenOf(made.json<{ link: string }>().link), 'chosen while shut out');
    expect([refused.statusCode, codeOf(refused)]).toEqual([404, 'account_link.invalid']);
    await api.call('PATCH', `/users/${String(user.id)}`, { disabled: false });
    expect((await signIn()).statusCode).toBe(201);
  });

  it('have a new role from the next request on', async () => {
    const user = await api.signIn('viewer');
    const keys = (): Promise<TestResponse> => api.inject({ url: '/api/v1/keys', headers: user.headers });
    expect((await keys()).statusCode).toBe(403);
    await api.call('PATCH', `/users/${String(user.id)}`, { role: 'administrator' });
    expect((await keys()).statusCode).toBe(200);
    await api.call('PATCH', `/users/${String(user.id)}`, { role: 'viewer' });
    expect((await keys()).statusCode).toBe(403);
  });

  it('get a new password by a link, which ends all their sessions', async () => {
    const user = await api.signIn('viewer');
    const made = await api.call('POST', `/users/${String(user.id)}/link`);
    expect(made.statusCode).toBe(201);
    expect((await accept(tokenOf(made.json<{ link: string }>().link), 'a new password')).statusCode).toBe(201);
    expect((await api.inject({ url: '/api/v1/session', headers: user.headers })).statusCode).toBe(401);
  });

  it('always have an administrator among them', async () => {
    const path = `/users/${String(first.id)}`;
    for (const answer of [
      await api.call('DELETE', path),
      await api.call('PATCH', path, { disabled: true }),
      await api.call('PATCH', path, { role: 'viewer' }),
    ]) {
      expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'user.last_administrator']);
    }
    const second = await api.signIn('administrator');
    const both = await Promise.all([
      api.call('DELETE', path),
      api.call('PATCH', `/users/${String(second.id)}`, { role: 'viewer' }),
    ]);
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 409]);
  });

  it('can be removed, with their sessions', async () => {
    const user = await api.signIn('sales');
    expect((await api.call('DELETE', `/users/${String(user.id)}`)).json()).toEqual({});
    expect((await api.call('GET', `/users/${String(user.id)}`)).statusCode).toBe(404);
    expect((await api.inject({ url: '/api/v1/session', headers: user.headers })).statusCode).toBe(401);
  });

  it('leave a trace of what was done', async () => {
    const done = await api.db.query<{ action: string }>('SELECT DISTINCT action FROM audit_log ORDER BY action');
    expect(done.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['session.opened', 'user.changed', 'user.invited', 'user.password_set', 'user.removed']),
    );
  });
});
