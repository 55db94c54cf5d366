import { describe, expect, it, test } from '@jest/globals';
import { metaAudience } from './meta-audience.provider.js';
import { readMetaAnswer } from './meta-answer.js';

const answer = (status: number, body: unknown, headers = {}) =>
  readMetaAnswer({ status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });
const error = (code: number, more = {}): unknown => ({ error: { message: 'No', code, ...more } });

describe('an answer of the Graph API', () => {
  test.each<[string, number, unknown, string]>([
    ['taken', 200, { audience_id: '1', num_received: 2, num_invalid_entries: 0 }, 'done'],
    ['too many calls of the account', 400, error(80_003), 'later'],
    ['too many calls of the user', 400, error(17), 'later'],
    ['a fault that passes', 500, error(2), 'later'],
    ['marked as passing', 400, error(100, { is_transient: true }), 'later'],
    ['a gateway', 502, '<html>', 'later'],
    ['something that is no answer of it', 404, 'nothing here', 'later'],
    ['a token that is over', 401, error(190), 'blocked'],
    ['a permission that is missing', 403, error(200), 'blocked'],
    ['a blocked list', 400, error(100, { error_subcode: 1_713_230 }), 'blocked'],
    ['a parameter that is wrong', 400, error(100), 'rejected'],
  ])('%s', (_what, status, body, kind) => {
    expect(answer(status, body).kind).toBe(kind);
  });

  it('says when the account may call again', () => {
    const usage = '{"123":[{"type":"custom_audience","call_count":100,"estimated_time_to_regain_access":7}]}';
    expect(answer(400, error(80_003), { 'x-business-use-case-usage': usage })).toMatchObject({ retryAfterMs: 420_000 });
  });

  it('is told in the words that are meant for people', () => {
    const more = { error_subcode: 1_713_230, error_user_msg: 'Resolve the restrictions' };
    expect(answer(400, error(100, more))).toEqual({ kind: 'blocked', message: 'Resolve the restrictions (100)' });
  });
});

it('hashes an address as Meta does: trimmed, in small letters', () => {
  // SHA-256 of test@example.com.
  const hash = '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b';
  expect([metaAudience.hash('test@example.com'), metaAudience.hash('  Test@Example.COM ')]).toEqual([hash, hash]);
});
