import { createServer } from 'node:net';
import { LaunchError } from '../console-output.js';

const ADVICE: Readonly<Record<string, (host: string, port: number, variable: string) => string>> = {
  EADDRINUSE: (host, port, variable) =>
    `Port ${port} on ${host} is taken by another program. Stop that program, or choose another port: ` +
    `${variable}=${port < 65_535 ? port + 1 : port - 1} npm start`,
  EACCES: (_host, port, variable) =>
    `Port ${port} may not be used without more rights. Choose one above 1023: ${variable}=3000 npm start`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. Set HOST to one that it has, such as 127.0.0.1.`,
  ENOTFOUND: (host) => `The address ${host} is not known. Set HOST to one of this machine, such as 127.0.0.1.`,
};

/**
 * A port that one of our processes will listen on: the wanted one, or a free one for 0. Found out before anything is
 * started, so that a taken port costs nobody a minute. Throws {@link LaunchError}, naming the variable to change.
 */
export async function claimablePort(host: string, wanted: number, variable: string): Promise<number> {
  const port = await tryToListen(host, wanted, variable);
  // `localhost` means ::1 on some systems, so the api listens there too.
  if (host === '127.0.0.1') await tryToListen('::1', port, variable, NO_IPV6);
  return port;
}

/** What a machine without IPv6 answers. */
const NO_IPV6: readonly string[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

function tryToListen(host: string, wanted: number, variable: string, ignored: readonly string[] = []): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      if (ignored.includes(code)) {
        resolve(wanted);
        return;
      }
      const advice = ADVICE[code]?.(host, wanted, variable) ?? `Port ${wanted} cannot be used: ${error.message}`;
      reject(new LaunchError(advice, { cause: error }));
    });
    server.listen({ host, port: wanted, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : wanted);
      });
    });
  });
}
