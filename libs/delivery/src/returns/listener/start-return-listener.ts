import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { OpenIntake, type OpenOutcome } from './open-intake.js';
import type { RecipientKind } from './return-recipients.js';

/** Reports are small; this leaves room for those that return the whole mail. */
const MAX_MAIL_BYTES = 10 * 1024 * 1024;
const MAX_CLIENTS = 100;
const IDLE_MS = 60_000;

interface ListenerSettings {
  readonly host: string;
  /** Any free port when 0. */
  readonly port: number;
  /** Shown in the greeting. */
  readonly name: string;
  readonly now: () => Date;
  readonly kindOf: (address: string) => Promise<RecipientKind | null>;
  /** The mail is kept when this resolves; a rejection tells the sending server to try again. */
  readonly take: (raw: Buffer, envelopeTo: readonly string[]) => Promise<OpenOutcome>;
}

export interface RunningListener {
  readonly port: number;
  /** Takes no new connection, lets mails in flight finish. */
  stop(): Promise<void>;
}

/**
 * An SMTP server for returned mail alone: every other recipient is refused, so it relays nothing and fills with
 * nothing. It says 250 when the mail is on disk with all that follows from it.
 */
export async function startReturnListener(settings: ListenerSettings): Promise<RunningListener> {
  const intake = new OpenIntake();
  const server = new SMTPServer({
    name: settings.name,
    banner: 'Returned mail only',
    logger: false,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    lenientAddressParsing: true,
    maxClients: MAX_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: 5000,
    size: MAX_MAIL_BYTES,
    onRcptTo: ({ address }, { remoteAddress }, answer) => {
      settings.kindOf(address).then(
        (kind) => {
          if (kind === null) answer(refusal(550, '5.1.1 Only returned mail is taken here'));
          else answer(kind === 'signed' || intake.hasRoom(remoteAddress, settings.now()) ? null : tooMany());
        },
        () => {
          answer(refusal(451, '4.3.0 Try again later'));
        },
      );
    },
    onData: (stream, session, answer) => {
      receive(stream, session, settings, intake).then(
        () => {
          answer(null, 'Taken');
        },
        (error: unknown) => {
          // An answer before the last line would be taken for that to the next command.
          void passBy(stream).then(() => {
            answer(answerTo(error));
          });
        },
      );
    },
  });
  await listen(server, settings);
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

class MailTooLarge extends Error {}
class TooManyMails extends Error {}

function answerTo(error: unknown): Error {
  if (error instanceof MailTooLarge) return refusal(552, '5.3.4 Too large');
  return error instanceof TooManyMails ? tooMany() : refusal(451, '4.3.0 Try again later');
}

function tooMany(): Error {
  return refusal(451, '4.7.1 Too much mail for this address, try again later');
}

/** What only signed return paths got is ours; of all else so much is taken as there is room for. */
async function receive(
  stream: SMTPServerDataStream,
  { envelope, remoteAddress }: SMTPServerSession,
  settings: ListenerSettings,
  intake: OpenIntake,
): Promise<void> {
  const envelopeTo = envelope.rcptTo.map(({ address }) => address);
  const kinds = await Promise.all(envelopeTo.map((address) => settings.kindOf(address)));
  if (kinds.every((kind) => kind === 'signed')) {
    await settings.take(await readAll(stream), envelopeTo);
    return;
  }
  const mail = intake.begin(remoteAddress, settings.now());
  if (!mail) throw new TooManyMails();
  let [bytes, outcome]: [number, OpenOutcome] = [0, 'refused'];
  try {
    const raw = await readAll(stream);
    bytes = raw.length;
    outcome = await settings.take(raw, envelopeTo);
  } finally {
    mail.end(bytes, outcome);
  }
}

/** Lets the rest of a mail go by. */
async function passBy(stream: SMTPServerDataStream): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return;
  stream.resume();
  await once(stream, 'close');
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw new MailTooLarge();
  return Buffer.concat(chunks);
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function listen(server: SMTPServer, { port, host }: ListenerSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A client that leaves in the middle is its own affair.
      server.on('error', () => undefined);
      resolve();
    });
  });
}
