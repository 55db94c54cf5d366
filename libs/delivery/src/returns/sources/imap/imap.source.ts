import type { ImapFlow } from 'imapflow';
import { z } from 'zod';
import { definePolledSource, type FetchedMails } from '../return-source.js';

/** Reports are small; larger mails are passed over. */
const MAX_MAIL_BYTES = 10 * 1024 * 1024;
const BATCH = 50;
const TIMEOUT_MS = 30_000;

const params = z.object({
  host: z.string().min(1).max(253).meta({ title: 'Server' }),
  port: z.int().min(1).max(65535).default(993).meta({ title: 'Port' }),
  security: z
    .union([
      z.literal('tls').meta({ title: 'TLS from the first byte' }),
      z.literal('starttls').meta({ title: 'STARTTLS, required' }),
      z.literal('none').meta({ title: 'None' }),
    ])
    .default('tls')
    .describe('Without encryption only on your own machine.')
    .meta({ title: 'Encryption' }),
  username: z.string().min(1).max(320).meta({ title: 'User' }),
  password: z.string().min(1).max(1000).meta({ title: 'Password', format: 'password' }),
  folder: z.string().min(1).max(200).default('INBOX').meta({ title: 'Folder' }),
  after: z
    .union([
      z.literal('keep').meta({ title: 'Leave it in the mailbox' }),
      z.literal('delete').meta({ title: 'Delete it from the mailbox' }),
    ])
    .default('keep')
    .describe('What happens to a mail once it is read and recorded here.')
    .meta({ title: 'Afterwards' }),
});

type ImapParams = z.output<typeof params>;

/** A mailbox that returned mail and answers arrive in. */
export const imap = definePolledSource({
  type: 'imap',
  label: 'IMAP mailbox',
  description: 'A mailbox in which returned mail or answers arrive; it is looked into every minute.',
  params,
  fetch: (settings, state) => fetchNew(settings, state),
});

/** By UID, which only grows while UIDVALIDITY stays (RFC 9051, 2.3.1.1); after that all is looked at anew. */
async function* fetchNew(settings: ImapParams, state: Readonly<Record<string, unknown>>): AsyncGenerator<FetchedMails> {
  const client = await connect(settings);
  await client.connect();
  try {
    const mailbox = await client.mailboxOpen(settings.folder, { readOnly: settings.after === 'keep' });
    const validity = String(mailbox.uidValidity);
    const seen = state['uid_validity'] === validity ? Number(state['last_uid'] ?? 0) : 0;
    // `n:*` always names the last mail, even when its UID is smaller.
    const found = await client.search({ uid: `${String(seen + 1)}:*` }, { uid: true });
    const uids = (found || []).filter((uid) => uid > seen).sort((a, b) => a - b);
    for (let at = 0; at < uids.length; at += BATCH) {
      const part = uids.slice(at, at + BATCH);
      yield { mails: await readMails(client, part), state: { uid_validity: validity, last_uid: part.at(-1) ?? seen } };
      // Only after the batch is recorded: the caller asks for the next one then.
      if (settings.after === 'delete') await client.messageDelete(part.join(','), { uid: true });
    }
  } finally {
    await client.logout();
  }
}

async function connect({ host, port, security, username, password }: ImapParams): Promise<ImapFlow> {
  // Loaded where a mailbox is set up; most installations have none.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    ...{ host, port, logger: false },
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    auth: { user: username, pass: password },
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 2 * TIMEOUT_MS,
    disableAutoIdle: true,
  });
  // The command that was under way rejects with the same error.
  client.on('error', () => undefined);
  return client;
}

async function readMails(client: ImapFlow, uids: readonly number[]): Promise<Buffer[]> {
  const mails: Buffer[] = [];
  const range = uids.join(',');
  const wanted = { uid: true, source: { start: 0, maxLength: MAX_MAIL_BYTES } } as const;
  for await (const { source } of client.fetch(range, wanted, { uid: true })) if (source) mails.push(source);
  return mails;
}
