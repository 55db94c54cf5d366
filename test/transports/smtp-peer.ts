import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ArrivedBySmtp {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

export interface SmtpPeer {
  readonly port: number;
  readonly arrived: ArrivedBySmtp[];
  /** Cuts the connection of the session with this id. */
  cut(sessionId: string): void;
  stop(): Promise<void>;
}

/** A mail server that was not written by us, on loopback; `options` changes what it does. */
export async function startSmtpPeer(options: SMTPServerOptions = {}): Promise<SmtpPeer> {
  const arrived: ArrivedBySmtp[] = [];
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, { envelope }, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        arrived.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address).join(),
          raw: Buffer.concat(chunks).toString(),
        });
        answer(null, 'queued');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    arrived,
    cut: (sessionId) => {
      const connection = [...server.connections].find((one) => (one as unknown as { id: string }).id === sessionId);
      (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
