import { DomainError, sha256 } from '#libs/kernel';
import { z } from 'zod';
import { defineAudienceProvider } from '../audience-provider.js';
import { readMetaAnswer } from './meta-answer.js';

const VERSION = 'v25.0';
const TIMEOUT_MS = 60_000;

/**
 * Customer file custom audiences of the Marketing API: `POST` or `DELETE /{audience}/users` with up to 10,000 hashes.
 * Adding somebody twice, or taking off somebody who is not there, changes nothing.
 */
export const metaAudience = defineAudienceProvider({
  type: 'meta_custom_audience',
  label: 'Meta custom audience',
  description: 'A custom audience of Facebook and Instagram. People are sent as SHA-256 of their address.',
  params: z.strictObject({
    audience_id: z
      .string()
      .regex(/^\d{1,30}$/, 'is the number of a custom audience')
      .meta({ title: 'Audience', description: 'Its number in the Audiences of the Ads Manager.' }),
    access_token: z.string().min(1).max(2_000).meta({
      title: 'Access token',
      format: 'password',
      description: 'Of a system user with ads_management.',
    }),
    api_base: z.url().optional().meta({ title: 'Graph API', description: 'Empty: https://graph.facebook.com' }),
  }),
  secrets: ['access_token'],
  maxPeople: 10_000,
  hash: (email) => sha256(email.trim().toLowerCase()).toString('hex'),
  change: async ({ op, hashes, settings, http }) => {
    const { audience_id: audience, access_token: token, api_base: base = 'https://graph.facebook.com' } = settings;
    const body = JSON.stringify({ payload: { schema: 'EMAIL_SHA256', data: hashes }, access_token: token });
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const method = op === 'add' ? 'POST' : 'DELETE';
    try {
      const url = `${base}/${VERSION}/${audience}/users`;
      return readMetaAnswer(await http.send(url, { method, headers, body, timeoutMs: TIMEOUT_MS }));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'http.refused') return { kind: 'blocked', message: error.message };
      return { kind: 'later', message: error.message, retryAfterMs: null };
    }
  },
});
