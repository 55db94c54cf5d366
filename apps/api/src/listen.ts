import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#libs/kernel';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** Raised when the address cannot be listened on; the message says what to do. */
export class ListenError extends Error {}

/** `localhost` means ::1 on some systems: these say that the machine has no such address. */
const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Listens on HOST and PORT; with 127.0.0.1 on ::1 as well, so that `localhost` works. Resolves with the port. */
export async function listen(app: NestFastifyApplication, config: Config): Promise<number> {
  const { HOST: host, PORT: wanted } = config.env;
  try {
    await app.listen(wanted, host);
    const server = app.getHttpServer();
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : wanted;
    if (host === '127.0.0.1') await listenOnIpv6(server, port);
    return port;
  } catch (error) {
    throw explain(error, host, wanted);
  }
}

async function listenOnIpv6(main: Server, port: number): Promise<void> {
  const second = createServer((request, response) => main.emit('request', request, response));
  try {
    second.listen(port, '::1');
    await once(second, 'listening');
    main.once('close', () => second.close());
  } catch (error) {
    if (!NO_IPV6.has(codeOf(error) ?? '')) throw error;
  }
}

function explain(error: unknown, host: string, port: number): unknown {
  const code = codeOf(error);
  const where = `${host}:${String(port)}`;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      `Port ${String(port)} is taken on ${host} by another program. End it, or choose another port: PORT=${String(port + 1)}`,
    );
  }
  if (code === 'EACCES') return new ListenError(`${where} needs more rights. Choose a port above 1023 with PORT.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ListenError(`HOST=${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`);
  }
  return error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
