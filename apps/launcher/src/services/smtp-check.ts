import { connect } from 'node:net';

const TIMEOUT_MS = 5_000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'smtp:': 25, 'smtps:': 465 };

/** Why nobody answers at this SMTP URL; undefined when somebody does. Opens a connection and says nothing. */
export function smtpProblem(smtpUrl: string): Promise<string | undefined> {
  const url = new URL(smtpUrl);
  const port = Number(url.port) || (DEFAULT_PORTS[url.protocol] ?? 25);
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port });
    const settle = (problem: string | undefined): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(TIMEOUT_MS, () => {
      settle(`${url.hostname}:${port} does not answer`);
    });
    socket.once('connect', () => {
      settle(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      settle(`${url.hostname}:${port}: ${error.message || (error.code ?? 'unreachable')}`);
    });
  });
}
