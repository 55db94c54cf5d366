import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived: the ground truth of what left the building. */
export interface ArrivedMail {
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  /** When its last byte came, in ms since 1970. */
  readonly at: number;
  /** All of it, one byte a character. */
  readonly raw: string;
}

export interface MailSink {
  readonly url: string;
  readonly mails: ArrivedMail[];
  /** Recipients that are refused, with the answer: `550 5.7.1 not today`. Everybody else is taken. */
  readonly refusals: Map<string, string>;
  /** How long each mail waits for its answer after the final dot. */
  delayMs: number;
  stop(): Promise<void>;
}

/** A mail server that takes everything and remembers who got what. */
export async function startMailSink(): Promise<MailSink> {
  const mails: ArrivedMail[] = [];
  const refusals = new Map<string, string>();
  const pace = { delayMs: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: ({ address }, _session, callback) => {
      const refusal = refusals.get(address);
      if (refusal === undefined) {
        callback();
        return;
      }
      callback(Object.assign(new Error(refusal.slice(4)), { responseCode: Number(refusal.slice(0, 3)) }));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('latin1');
        const at = Date.now();
        const head = raw.split('\r\n\r\n', 1)[0] ?? '';
        for (const { address } of session.envelope.rcptTo) {
          mails.push({ to: address, messageId: header(head, 'Message-ID'), subject: header(head, 'Subject'), at, raw });
        }
        if (pace.delayMs > 0) setTimeout(callback, pace.delayMs);
        else callback();
      });
    },
  });
  // A sender that is killed resets its connections: that is what the tests are about, and no fault of this server.
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(pace, {
    url: `smtp://127.0.0.1:${String(port)}`,
    mails,
    refusals,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  });
}

function header(head: string, name: string): string {
  return (
    new RegExp(`^${name}:\\s*(.*(?:\\r\\n[ \\t].*)*)`, 'im')
      .exec(head)?.[1]
      ?.replace(/\r\n[ \t]+/g, ' ')
      .trim() ?? ''
  );
}

/** A port of loopback that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
