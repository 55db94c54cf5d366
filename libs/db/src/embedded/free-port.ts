import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A loopback port that is free now: the wanted one when nobody has it, else any. */
export async function freePort(wanted: number | undefined): Promise<number> {
  const port = (wanted ? await listenOnce(wanted) : undefined) ?? (await listenOnce(0));
  if (port === undefined) throw new Error('No free port on 127.0.0.1.');
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}
