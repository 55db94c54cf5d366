import { isIP } from 'node:net';
import { cpus } from 'node:os';
import { z } from 'zod';

function wholeNumber(least: number, most: number): z.ZodCoercedNumber {
  const message = `must be a whole number from ${String(least)} to ${String(most)}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
}

const port = wholeNumber(0, 65_535);
const flag = z.enum(['0', '1', 'true', 'false', 'yes', 'no', '']).transform((v) => ['1', 'true', 'yes'].includes(v));
const optional = <T extends z.ZodType>(schema: T): z.ZodOptional<T> => schema.optional();
const urlOf = (protocols: string[]): z.ZodType<string> =>
  z.string().refine((value) => protocols.some((p) => value.startsWith(`${p}://`)), {
    message: `must start with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  });
const webAddress = urlOf(['http', 'https']).refine((value) => URL.canParse(value), {
  message: 'must name a host, as https://mail.example.com',
});

const PROXY_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal', 'none']);

/** An address, a network as 10.0.0.0/8, or a name of those that are never on the internet. */
function isProxy(text: string): boolean {
  if (PROXY_NAMES.has(text)) return true;
  const [, address = text, bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  return version > 0 && (bits === undefined || (Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128)));
}

const proxies = z.string().transform((text, context) => {
  const list = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = list.filter((part) => !isProxy(part));
  if (wrong.length === 0) return list.filter((part) => part !== 'none');
  const known = 'an address, a network such as 10.0.0.0/8, or one of loopback, linklocal, uniquelocal, none';
  context.addIssue({ code: 'custom', message: `${wrong.join(', ')}: must be ${known}` });
  return z.NEVER;
});

/** Every environment variable that Tidings reads; the table in docs/reference/environment.md is made from it. */
export const configSchema = z.object({
  PORT: port.default(3000).describe('Port of the web app, API and public pages.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  PUBLIC_URL: optional(webAddress).describe('Base of every link that leaves in a mail.'),
  TIDINGS_DATA_DIR: z.string().default('./.tidings').describe('Embedded database and uploads.'),
  DATABASE_URL: optional(urlOf(['postgres', 'postgresql'])).describe('PostgreSQL 15 or newer, UTF-8.'),
  DATABASE_REPLICA_URL: optional(urlOf(['postgres', 'postgresql'])).describe('Replica for reports and lists.'),
  QUEUE_URL: optional(urlOf(['redis', 'rediss', 'redis+cluster', 'redis+sentinel', 'postgres', 'postgresql'])).describe(
    'Where BullMQ keeps its signals; the same PostgreSQL when not set.',
  ),
  SMTP_URL: optional(urlOf(['smtp', 'smtps'])).describe('Relay for outgoing mail; the built-in mailbox when not set.'),
  TIDINGS_SENDMAIL: optional(
    z
      .string()
      .regex(/^\/\S+(?: +\S+)*$/, 'must be an absolute path, with arguments behind it if need be')
      .transform((line) => line.split(/ +/)),
  ).describe('Mail program that senders may use, such as `/usr/sbin/sendmail`, with arguments; none when not set.'),
  TIDINGS_PRIVATE_HOSTS: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .describe(
      'Hosts of your own network that may be called over HTTP, separated by commas; only public ones otherwise.',
    ),
  BOUNCE_SMTP_PORT: optional(port).describe('Listener for returned mail; off when not set.'),
  TIDINGS_ADMIN_EMAIL: optional(z.email('must be an email address')).describe('First administrator.'),
  TIDINGS_ADMIN_PASSWORD: optional(z.string().min(12, 'must have at least 12 characters')).describe(
    'Password of the first administrator.',
  ),
  TIDINGS_API_KEY: optional(
    z.string().regex(/^[\x21-\x7e]{32,}$/, 'must have at least 32 printable characters without spaces'),
  ).describe('First API key, with all scopes.'),
  TIDINGS_DEMO: optional(flag).describe('Load the demo business on first run.'),
  TIDINGS_WORKERS: wholeNumber(1, 64)
    .default(Math.max(1, cpus().length - 1))
    .describe('Worker processes of npm start.'),
  TIDINGS_SECRET: optional(z.string().min(32, 'must have at least 32 characters')).describe(
    'Signs links and sessions, encrypts stored credentials; made once and kept in the database when not set.',
  ),
  TIDINGS_SECRET_PREVIOUS: optional(z.string().min(32, 'must have at least 32 characters')).describe(
    'An earlier secret: its links stay valid, what it encrypted stays readable.',
  ),
  TRUSTED_PROXIES: proxies
    .prefault('loopback')
    .describe(
      'Proxies whose X-Forwarded-For is believed, with commas between: addresses, networks such as 10.0.0.0/8, or ' +
        '`loopback`, `linklocal`, `uniquelocal`, `none`. Whoever comes from elsewhere is taken for the caller: the ' +
        'limit on sign-in and all records of addresses go by it.',
    ),
  TIDINGS_MAILBOX_PORT: optional(port).describe('Port of the built-in mailbox; any free port when not set.'),
  TIDINGS_SENDING_LIMIT: wholeNumber(1, 10_000)
    .default(100)
    .describe('Most messages of one process between hand-over and written-back answer.'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least log level.'),
});

export type Environment = z.output<typeof configSchema>;
