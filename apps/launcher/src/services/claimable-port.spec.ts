import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { claimablePort } from './claimable-port.js';

let holders: Server[] = [];

async function hold(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  holders.push(server);
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of holders) await new Promise((resolve) => server.close(resolve));
  holders = [];
});

describe('the port of the web app', () => {
  it('is the wanted one when nobody has it', async () => {
    const port = await hold('127.0.0.1');
    await new Promise((resolve) => holders.pop()?.close(resolve));
    expect(await claimablePort('127.0.0.1', port, 'PORT')).toBe(port);
  });

  it('is any free one for 0', async () => {
    expect(await claimablePort('127.0.0.1', 0, 'PORT')).toBeGreaterThan(1023);
  });

  it('is refused when taken, with the variable to set', async () => {
    const port = await hold('127.0.0.1');
    await expect(claimablePort('127.0.0.1', port, 'PORT')).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken by another program. Stop that program, or choose another port: PORT=`,
    );
  });

  it('is refused for an address that this machine does not have', async () => {
    await expect(claimablePort('203.0.113.7', 0, 'PORT')).rejects.toThrow('This machine has no address 203.0.113.7');
  });
});
