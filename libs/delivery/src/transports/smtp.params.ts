import { DomainError, parseDocument } from '#libs/kernel';
import { z } from 'zod';

const switches = z.union([z.boolean(), z.enum(['on', 'off', 'true', 'false', '1', '0']).transform(isOn)]);
/** Drawn as one switch; text is for URLs. */
const SWITCH = { control: 'boolean' };

/** Text is for URLs. Anything else is taken as it is: `true` is no port 1. */
function numeric(number: z.ZodNumber) {
  return z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value), number);
}

/** A name, or an address without its brackets. What cannot stand in one would only fail when the first mail is to leave. */
const HOST = /^(?:[^\s\p{Cc}/@:[\]]+|[\da-f:.]+)$/iu;

/**
 * How to reach a mail server, whichever client does it. Numbers may come as text, from a URL. What is `advanced` is
 * right as it is for nearly everybody.
 */
export const smtpParams = z.object({
  host: z
    .string()
    .regex(HOST, 'must be a name or an address, without blanks, port or https://')
    .describe('Name or address of the mail server.')
    .meta({ title: 'Server' }),
  port: numeric(z.number().int().min(1).max(65535))
    .default(25)
    .describe('25 between servers, 587 for submission, 465 with TLS.')
    .meta({ title: 'Port' }),
  secure: switches
    .default(false)
    .describe('Start with TLS (port 465) instead of STARTTLS.')
    .meta({ title: 'TLS from the start', ...SWITCH }),
  username: z.string().optional().describe('Leave empty for a server that asks for none.').meta({ title: 'User' }),
  password: z
    .string()
    .optional()
    .describe('Kept with the sender; never shown again.')
    .meta({ title: 'Password', format: 'password' }),
  tls: z
    .enum(['opportunistic', 'required', 'off'])
    .optional()
    .describe(
      'opportunistic: encrypt where the server can, whatever its certificate. required: encrypt with a valid certificate or do not send. off: never.',
    )
    .meta({ title: 'Encryption' }),
  pool: numeric(z.number().int().min(1).max(100))
    .default(10)
    .describe('Connections at the same time.')
    .meta({ title: 'Connections', advanced: true }),
  max_messages: numeric(z.number().int().min(1).max(1_000_000))
    .default(1000)
    .describe('Mails per connection.')
    .meta({ title: 'Mails per connection', advanced: true }),
  pipelining: switches
    .default(true)
    .describe('Send commands in groups where the server offers it.')
    .meta({ title: 'Groups of commands', advanced: true, ...SWITCH }),
  connect_timeout_s: numeric(z.number().min(0.05).max(300))
    .default(10)
    .describe('Longest wait for a connection.')
    .meta({ title: 'Seconds to connect', advanced: true }),
  command_timeout_s: numeric(z.number().min(0.05).max(1800))
    .default(300)
    .describe('Longest wait for one answer.')
    .meta({ title: 'Seconds to answer', advanced: true }),
});

export type SmtpParams = z.output<typeof smtpParams>;

/** implicit TLS verifies unless told otherwise: a plain `smtps://` means what it means elsewhere. */
export function tlsPolicy({ tls, secure }: SmtpParams): 'opportunistic' | 'required' | 'off' {
  return tls ?? (secure ? 'required' : 'opportunistic');
}

/**
 * `smtp://user:password@host:587?pool=8&tls=required` → parameters; `smtps://` starts with TLS (port 465). Throws
 * `request.invalid` with the name of the part that is wrong, never with the URL itself: it may hold a password.
 */
export function parseSmtpUrl(text: string): SmtpParams {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol)) {
    throw new DomainError('request.invalid', 'The SMTP URL must look like smtp://user:password@host:port.');
  }
  const secure = url.protocol === 'smtps:';
  return parseDocument(smtpParams.strict(), {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || (secure ? 465 : 25),
    secure,
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...Object.fromEntries(url.searchParams),
  });
}

function isOn(value: string): boolean {
  return ['on', 'true', '1'].includes(value);
}
