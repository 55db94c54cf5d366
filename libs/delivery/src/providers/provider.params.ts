import { z } from 'zod';

/** What every provider's settings have. */
export const callParams = {
  connections: z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('Calls at the same time.')
    .meta({ title: 'Connections', advanced: true }),
  timeout_s: z
    .number()
    .min(0.1)
    .max(300)
    .default(30)
    .describe('Longest wait for one answer. A mail without an answer is not sent again.')
    .meta({ title: 'Timeout in seconds', advanced: true }),
};

/** A secret of a sender: format `password` keeps it inside. */
export function secret(title: string, description: string) {
  return z
    .string()
    .min(1)
    .max(500)
    .regex(/^[!-~]+$/, 'must be one word of printable characters')
    .describe(description)
    .meta({ title, format: 'password' });
}

/** Where the provider's interface is, when not at its usual place. */
export function baseUrl(description: string) {
  return z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe(description)
    .meta({ title: 'Address of the interface', advanced: true });
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
