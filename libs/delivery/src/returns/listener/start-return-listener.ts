import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

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
  readonly accepts: (address: string) => Promise<boolean>;
  /** The mail is kept when this resolves; a rejection tells the sending server to try again. */
  readonly take: (raw: Buffer, envelopeTo: readonly string[]) => Promise<void>;
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
    onRcptTo: ({ address }, _session, answer) => {
      settings.accepts(address).then(
        (accepted) => {
          answer(accepted ? null : refusal(550, '5.1.1 Only returned mail is taken here'));
        },
        () => {
          answer(refusal(451, '4.3.0 Try again later'));
        },
      );
    },
    onData: (stream, session, answer) => {
      receive(stream, session, settings).then(
        () => {
          answer(null, 'Taken');
        },
        (error: unknown) => {
          answer(
            error instanceof MailTooLarge ? refusal(552, '5.3.4 Too large') : refusal(451, '4.3.0 Try again later'),
          );
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

async function receive(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
  { take }: ListenerSettings,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw new MailTooLarge();
  await take(
    Buffer.concat(chunks),
    envelope.rcptTo.map(({ address }) => address),
  );
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
