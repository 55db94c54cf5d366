import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { MailboxStore } from './mailbox-store.js';

const HOST = '127.0.0.1';
const MAX_MAIL_BYTES = 50 * 1024 * 1024;
/** Each connection has one mail in the hands of the store at a time; these many share a commit. */
const POOL = 16;

interface MailboxSettings {
  /** Any free port unless given. */
  readonly port?: number | undefined;
  readonly store: MailboxStore;
}

export interface RunningMailbox {
  /** What belongs into SMTP_URL. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connection, lets mails in flight finish. */
  stop(): Promise<void>;
}

/**
 * The built-in mailbox: an SMTP server on loopback that takes every mail for everybody and sends nothing on.
 * It says 250 when the store has the mail on disk, 451 when it has not. Rejects when the port is taken.
 */
export async function startMailbox({ port = 0, store }: MailboxSettings): Promise<RunningMailbox> {
  const inFlight = new Set<Promise<void>>();
  const server = createServer((stream, session, answer) => {
    const receiving = receive(stream, session, store).then(
      (size) => {
        answer(null, `OK: ${String(size)} bytes stored`);
      },
      (error: unknown) => {
        answer(refusal(error));
      },
    );
    inFlight.add(receiving);
    void receiving.finally(() => inFlight.delete(receiving));
  });
  await listen(server, port);
  const taken = (server.server.address() as AddressInfo).port;
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(resolve);
    });
    await Promise.race([closed, Promise.all(inFlight)]);
    sayGoodbye(server);
    await closed;
  };
  return { url: `smtp://${HOST}:${String(taken)}?pool=${String(POOL)}`, port: taken, stop };
}

function createServer(onData: NonNullable<SMTPServerOptions['onData']>): SMTPServer {
  return new SMTPServer({
    name: 'mailbox.localhost',
    banner: 'Tidings built-in mailbox',
    logger: false,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    lenientAddressParsing: true,
    maxAllowedUnauthenticatedCommands: false,
    socketTimeout: 5 * 60_000,
    closeTimeout: 5_000,
    size: MAX_MAIL_BYTES,
    rejectOversized: true,
    onData,
  });
}

/** Connections that only wait for more mail would be waited for. */
function sayGoodbye(server: SMTPServer): void {
  for (const connection of server.connections as Set<{ send(code: number, text: string): void }>) {
    connection.send(421, 'The mailbox is stopping');
  }
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, store: MailboxStore): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) return 0;
  const { mailFrom, rcptTo } = session.envelope;
  const raw = Buffer.concat(chunks);
  await store.add({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw });
  return raw.length;
}

/** The mail is not lost: the sender keeps it and tries again. */
function refusal(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(`The mailbox could not store the mail: ${reason}`), { responseCode: 451 });
}

function listen(server: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      // A client that leaves in the middle is its own affair.
      server.on('error', () => undefined);
      resolve();
    });
  });
}
