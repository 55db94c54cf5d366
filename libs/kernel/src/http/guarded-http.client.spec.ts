import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedHttpClient } from './guarded-http.client.js';
import { HttpConnections } from './http-connections.js';
import { isPublicAddress } from './public-address.js';

describe('isPublicAddress', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '::1',
    'fe80::1',
    'fc00::1',
    '::ffff:10.0.0.1',
    '0.0.0.0',
    '100.64.0.1',
    '168.63.129.16',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '4000::1',
    'nonsense',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.216.34', '2606:2800:220:1::1'])('accepts %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('GuardedHttpClient', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/big') response.end('x'.repeat(5000));
      else if (request.url === '/slow') setTimeout(() => response.end('late'), 2000).unref();
      else response.writeHead(200, { 'x-method': request.method }).end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['http://127.0.0.1:3000/in', '127.0.0.1 is not a public address'],
    ['http://[::1]/in', 'is not a public address'],
    ['http://localhost/in', 'localhost is not a public address'],
    ['ftp://crm.example/in', 'is not an http or https address'],
  ])('says beforehand that it will not call %s', async (url, words) => {
    expect(await new GuardedHttpClient().refusal(url)).toContain(words);
  });

  it.each(['http://93.184.216.34/in', 'https://[2606:2800:220:1::1]/in', 'http://no-such-name.invalid/in'])(
    'has nothing against %s beforehand',
    async (url) => {
      expect(await new GuardedHttpClient().refusal(url)).toBeNull();
    },
  );

  it('has nothing against a private host that the operator has named', async () => {
    const client = new GuardedHttpClient(new Set(['127.0.0.1', 'localhost']));
    for (const host of ['127.0.0.1', 'localhost']) expect(await client.refusal(`http://${host}/in`)).toBeNull();
  });

  it('refuses a private address, by number and by name', async () => {
    const client = new GuardedHttpClient();
    await expect(client.send(`http://127.0.0.1:${port}/`, { method: 'GET' })).rejects.toMatchObject({
      code: 'http.refused',
    });
    await expect(client.send(`http://[::1]:${port}/`, { method: 'GET' })).rejects.toMatchObject({
      code: 'http.refused',
    });
    await expect(client.send(`http://localhost:${port}/`, { method: 'GET' })).rejects.toMatchObject({
      code: 'http.refused',
    });
    for (const host of ['[::127.0.0.1]', '[::ffff:7f00:1]', '2130706433', '0x7f.1']) {
      await expect(client.send(`http://${host}:${port}/`, { method: 'GET' })).rejects.toMatchObject({
        code: 'http.refused',
      });
    }
    await expect(client.send('file:///etc/passwd', { method: 'GET' })).rejects.toMatchObject({ code: 'http.refused' });
  });

  it('reaches a host that the operator allows', async () => {
    const client = new GuardedHttpClient(new Set(['localhost']));
    const answer = await client.send(`http://localhost:${port}/`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-method']).toBe('POST');
    expect(answer.body.toString()).toBe('hello');
  });

  it('bounds size and time', async () => {
    const client = new GuardedHttpClient(new Set(['localhost']));
    await expect(client.send(`http://localhost:${port}/big`, { method: 'GET', maxBytes: 100 })).rejects.toMatchObject({
      code: 'http.unreachable',
    });
    await expect(client.send(`http://localhost:${port}/slow`, { method: 'GET', timeoutMs: 100 })).rejects.toMatchObject(
      { code: 'http.unreachable' },
    );
  });

  it('keeps connections when asked to, and no more of them than allowed', async () => {
    const client = new GuardedHttpClient(new Set(['localhost']));
    const connections = new HttpConnections(2);
    let opened = 0;
    server.on('connection', () => (opened += 1));
    const ask = () => client.send(`http://localhost:${port}/`, { method: 'GET', connections });
    for (let round = 0; round < 3; round += 1) await Promise.all([ask(), ask(), ask(), ask()]);
    expect(opened).toBe(2);
    connections.close();
    await expect(
      client.send(`http://127.0.0.1:${port}/`, { method: 'GET', connections: new HttpConnections(1) }),
    ).rejects.toMatchObject({ code: 'http.refused' });
  });

  describe('an exchange without an answer', () => {
    const client = new GuardedHttpClient(new Set(['localhost', '127.0.0.1']));
    const talk = async (answer: (response: ServerResponse) => void, timeoutMs = 2000) => {
      const other = createServer((request, response) => {
        request.resume().on('end', () => {
          answer(response);
        });
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}/`;
      try {
        return await client.send(url, { method: 'POST', body: 'x', timeoutMs });
      } finally {
        other.closeAllConnections();
        other.close();
      }
    };

    it('surely did not arrive where nobody listens', async () => {
      const gone = createServer();
      await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
      const { port: unused } = gone.address() as AddressInfo;
      await new Promise((resolve) => gone.close(resolve));
      await expect(client.send(`http://127.0.0.1:${String(unused)}/`, { method: 'GET' })).rejects.toMatchObject({
        code: 'http.unreachable',
        mayHaveArrived: false,
      });
    });

    it('surely did not arrive where TLS cannot be had', async () => {
      await expect(client.send(`https://localhost:${port}/`, { method: 'GET' })).rejects.toMatchObject({
        mayHaveArrived: false,
      });
    });

    it.each([
      ['a dropped connection', (response: ServerResponse) => response.destroy()],
      ['silence', () => undefined],
      [
        'half an answer',
        (response: ServerResponse) => {
          response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
        },
      ],
    ])('may have arrived before %s', async (_name, answer) => {
      await expect(talk(answer, 300)).rejects.toMatchObject({ code: 'http.unreachable', mayHaveArrived: true });
    });
  });
});
