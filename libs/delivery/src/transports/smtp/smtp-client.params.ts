import { z } from 'zod';
import { smtpParams } from '../smtp.params.js';

/** For servers that want XOAUTH2. */
function token(title: string, description: string) {
  return z
    .string()
    .min(1)
    .max(10_000)
    .regex(/^[!-~]+$/, 'must be one word of printable characters')
    .optional()
    .describe(description)
    .meta({ title, format: 'password', advanced: true });
}

/** What our own client knows on top: to sign in by a token (XOAUTH2) where passwords are not taken any more. */
export const smtpClientParams = smtpParams
  .extend({
    refresh_token: token('Refresh token', 'For servers that want XOAUTH2 and no password. Brings access tokens.'),
    client_id: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Of the application that the refresh token is for.')
      .meta({ title: 'Client id', advanced: true }),
    client_secret: token('Client secret', 'Of the same application, where it has one.'),
    token_url: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional()
      .describe(
        'Google: https://oauth2.googleapis.com/token. Microsoft: https://login.microsoftonline.com/common/oauth2/v2.0/token.',
      )
      .meta({ title: 'Where tokens come from', advanced: true }),
    access_token: token('Access token', 'One that you have already. Alone it works until it expires.'),
  })
  .superRefine(({ username, access_token, refresh_token, client_id, token_url }, context) => {
    const miss = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (!username && (access_token ?? refresh_token)) miss('username', 'is needed with a token');
    if (refresh_token && !client_id) miss('client_id', 'is needed with a refresh token');
    if (refresh_token && !token_url) miss('token_url', 'is needed with a refresh token');
  });

export type SmtpClientParams = z.output<typeof smtpClientParams>;
