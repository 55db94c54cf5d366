import { afterEach, describe, expect, it } from '@jest/globals';
import { readdirSync, statSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { z } from 'zod';
import { compileMessage } from '../mime/compile-message.js';
import type { TransportDefinition } from './define-transport.js';
import type { HandOver, MailTransport, OutgoingMail } from './mail-transport.js';
import { TRANSPORTS } from './transport.list.js';

interface Arrived {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

const MESSAGE = compileMessage({ from: { name: 'Shop', address: 'news@shop.example' } });
const mail = (key: number, to = `r${String(key)}@reader.example`, text = `Hello ${String(key)}`): OutgoingMail => ({
  key,
  from: `b${String(key)}@bounce.example`,
  to,
  raw: MESSAGE.fill({
    to: { address: 'a@b.example' },
    subject: 's',
    date: new Date(0),
    messageId: `${String(key)}@x`,
    text,
  }),
});
const mails = (count: number): OutgoingMail[] => Array.from({ length: count }, (_, key) => mail(key));

const servers: SMTPServer[] = [];
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startServer(options: SMTPServerOptions = {}): Promise<{ port: number; arrived: Arrived[] }> {
  const arrived: Arrived[] = [];
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
  servers.push(server);
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  );
  return { port: (server.server.address() as AddressInfo).port, arrived };
}

function open(definition: TransportDefinition, port: number, params: object = {}, limit = 20): MailTransport {
  const parsed = definition.params.parse({ host: '127.0.0.1', port, ...params });
  const transport = definition.create(parsed, { limit, hostname: 'client.example', mailboxPort: port });
  cleanUps.push(() => transport.close());
  return transport;
}

async function sendAll(transport: MailTransport, list: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>) {
  const results = new Map<number, HandOver>();
  await transport.send(list, (key, result) => {
    expect(results.has(key)).toBe(false);
    results.set(key, result);
  });
  return results;
}

describe('the list of transports', () => {
  const folder = dirname(fileURLToPath(import.meta.url));
  it('lists every folder, each once', () => {
    const folders = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
    expect(TRANSPORTS.map(({ type }) => type.replaceAll('_', '-')).sort()).toEqual(folders.sort());
  });
});

describe.each(TRANSPORTS.map((definition) => ({ type: definition.type, definition })))('$type', ({ definition }) => {
  it('has a label, a description and settings that make a form', () => {
    expect(definition.type).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(definition.label).not.toBe('');
    expect(definition.description).toMatch(/\.$/);
    expect(z.toJSONSchema(definition.params, { io: 'input' })).toMatchObject({
      type: 'object',
      properties: expect.anything(),
    });
  });

  it('hands every mail over once, whole, to its one recipient', async () => {
    const { port, arrived } = await startServer();
    const list = mails(60);
    const results = await sendAll(open(definition, port), list);
    expect([...results.values()].every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(results.size).toBe(60);
    expect(arrived.map(({ to }) => to).sort()).toEqual(list.map(({ to }) => to).sort());
    for (const { from, to, raw } of arrived) {
      const sent = list.find((one) => one.to === to)!;
      expect(from).toBe(sent.from);
      expect(raw).toBe(sent.raw.toString());
    }
  });

  it('takes mails from an asynchronous source, a null sender, and more sends at the same time', async () => {
    const { port, arrived } = await startServer();
    const transport = open(definition, port);
    async function* source(from: number) {
      for (let key = from; key < from + 10; key += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield { ...mail(key), from: '' };
      }
    }
    const results = await Promise.all([sendAll(transport, source(0)), sendAll(transport, source(10))]);
    expect(results.map((map) => [...map.keys()].sort((a, b) => a - b))).toEqual([range(0, 10), range(10, 20)]);
    expect(arrived).toHaveLength(20);
    expect(arrived[0]!.from).toBe('');
  });

  it('keeps dots, long lines and Unicode addresses intact', async () => {
    const { port, arrived } = await startServer();
    const body = `Subject: x\r\n\r\n.\r\n..\r\n.a\r\n${'x'.repeat(5000)}\r\n\r\nend.\r\n`;
    const results = await sendAll(open(definition, port), [
      { key: 1, from: 'a@b.example', to: '用户@例子.example', raw: Buffer.from(body) },
      { key: 2, from: 'a@b.example', to: 'a@b.example', raw: Buffer.from(`.${body.slice(0, -2)}`) },
    ]);
    expect([...results.values()].map(({ outcome }) => outcome)).toEqual(['sent', 'sent']);
    const byRecipient = new Map(arrived.map((one) => [one.to, one.raw]));
    expect(byRecipient.get('a@b.example')).toBe(`.${body}`);
    expect([...byRecipient.keys()].find((to) => to !== 'a@b.example')).toMatch(/^用户@(例子|xn--fsqu00a)\.example$/);
  });

  it('tells a refused recipient from a deferred one, and the others still go out', async () => {
    const { port, arrived } = await startServer({
      onRcptTo: ({ address }, _session, answer) => {
        const refusals: Record<string, Error> = {
          'r3@reader.example': smtpError(550, '5.1.1 No such user'),
          'r5@reader.example': smtpError(450, '4.2.0 Greylisted'),
        };
        answer(refusals[address]);
      },
    });
    const results = await sendAll(open(definition, port), mails(10));
    expect(results.get(3)).toMatchObject({ outcome: 'failed', phase: 'rcpt', code: 550, enhanced: '5.1.1' });
    expect(results.get(5)).toMatchObject({ outcome: 'deferred', phase: 'rcpt', code: 450, enhanced: '4.2.0' });
    expect([...results.values()].filter(({ outcome }) => outcome === 'sent')).toHaveLength(8);
    expect(arrived).toHaveLength(8);
  });

  it('tells a refusal of the sender and of the content', async () => {
    const { port } = await startServer({
      onMailFrom: ({ address }, _session, answer) => {
        answer(address === 'b1@bounce.example' ? smtpError(553, '5.1.8 Bad sender') : null);
      },
      onData: (stream, { envelope }, answer) => {
        stream.resume();
        const spam = envelope.rcptTo[0]!.address === 'r2@reader.example';
        stream.on('end', () => {
          answer(spam ? smtpError(554, '5.7.1 Spam') : null);
        });
      },
    });
    const results = await sendAll(open(definition, port), mails(4));
    expect(results.get(0)).toMatchObject({ outcome: 'sent' });
    expect(results.get(1)).toMatchObject({ outcome: 'failed', phase: 'mail', code: 553, enhanced: '5.1.8' });
    expect(results.get(2)).toMatchObject({ outcome: 'failed', phase: 'after_dot', code: 554, enhanced: '5.7.1' });
    expect(results.get(3)).toMatchObject({ outcome: 'sent' });
  });

  it('calls a mail unknown, and does not send it again, when the connection ends after the final dot', async () => {
    const seen: string[] = [];
    const { port } = await startServer({
      onData: (stream, { envelope, id }, answer) => {
        stream.resume();
        stream.on('end', () => {
          seen.push(envelope.rcptTo[0]!.address);
          if (seen.length === 3) drop(id);
          else answer();
        });
      },
    });
    const dropped: string[] = [];
    function drop(id: string): void {
      dropped.push(seen.at(-1)!);
      const connection = [...servers.at(-1)!.connections].find((one) => (one as unknown as { id: string }).id === id);
      (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
    }
    const results = await sendAll(open(definition, port), mails(10));
    const unknown = [...results].filter(([, { outcome }]) => outcome === 'unknown');
    expect(unknown.map(([key]) => `r${String(key)}@reader.example`)).toEqual(dropped);
    expect(unknown[0]![1]).toMatchObject({ phase: 'after_dot' });
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('defers everything when there is no server', async () => {
    const { port } = await startServer();
    await cleanUps.pop()!();
    const results = await sendAll(open(definition, port), mails(30));
    expect(results.size).toBe(30);
    for (const result of results.values()) expect(result).toMatchObject({ outcome: 'deferred', phase: 'connect' });
  });

  it.each([
    ['r@b.example>\r\nRCPT TO:<evil@b.example', 'a@b.example'],
    ['r@b.example', 'a@b.example>\r\nRCPT TO:<evil@b.example'],
    ['a@b.example,c@d.example', 'a@b.example'],
    ['', 'a@b.example'],
  ])('refuses the envelope %j from %j without telling the server', async (to, from) => {
    const { port, arrived } = await startServer();
    const results = await sendAll(open(definition, port), [{ ...mail(1), to, from }]);
    expect(results.get(1)).toMatchObject({ outcome: 'failed', enhanced: '5.1.3' });
    expect(arrived).toEqual([]);
  });

  it('has never more mails unanswered than its limit', async () => {
    const { port } = await startServer();
    const transport = open(definition, port, { pool: 8 }, 5);
    let taken = 0;
    let answered = 0;
    let most = 0;
    function* source() {
      for (const one of mails(60)) {
        taken += 1;
        most = Math.max(most, taken - answered);
        yield one;
      }
    }
    await transport.send(source(), () => {
      answered += 1;
    });
    expect(answered).toBe(60);
    expect(most).toBeLessThanOrEqual(5);
  });

  it('finishes what is under way and takes nothing more when it is closed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { port } = await startServer({
      onData: (stream, _session, answer) => {
        stream.resume();
        stream.on('end', () => {
          void held.then(() => {
            answer();
          });
        });
      },
    });
    const transport = open(definition, port, { pool: 2 }, 3);
    const results = new Map<number, HandOver>();
    const sending = transport.send(mails(50), (key, result) => results.set(key, result));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const closing = transport.close();
    release();
    await Promise.all([sending, closing]);
    expect(results.size).toBeGreaterThanOrEqual(1);
    expect(results.size).toBeLessThanOrEqual(4);
    expect([...results.values()].some(({ outcome }) => outcome === 'sent')).toBe(true);
    expect([...results.values()].every(({ outcome }) => outcome !== 'unknown')).toBe(true);
  });

  it('reports what it took before the source threw, and then throws', async () => {
    const { port } = await startServer();
    const results = new Map<number, HandOver>();
    function* source() {
      yield* mails(3);
      throw new Error('the database is gone');
    }
    const sending = open(definition, port).send(source(), (key, result) => results.set(key, result));
    await expect(sending).rejects.toThrow('the database is gone');
    expect(results.size).toBe(3);
  });

  it('checks its settings without sending', async () => {
    const { port, arrived } = await startServer();
    expect(await open(definition, port).verify()).toMatchObject({ ok: true });
    await cleanUps.splice(0, 1)[0]!();
    expect(await open(definition, port).verify()).toMatchObject({ ok: false, phase: 'connect' });
    expect(arrived).toEqual([]);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

// What reaches servers of other people's choice.
const remote = TRANSPORTS.filter(({ type }) => type !== 'mailbox').map((definition) => ({
  type: definition.type,
  definition,
}));

describe.each(remote)('$type', ({ definition }) => {
  it('signs in, and defers with the phase when the password is wrong', async () => {
    const { port, arrived } = await startServer({
      authOptional: false,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, answer) => {
        answer(null, username === 'me' && password === 'se:cret' ? { user: 'me' } : {});
      },
    });
    const good = await sendAll(open(definition, port, { username: 'me', password: 'se:cret' }), mails(3));
    expect([...good.values()].map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
    const bad = await sendAll(open(definition, port, { username: 'me', password: 'wrong' }), mails(3));
    for (const result of bad.values()) expect(result).toMatchObject({ outcome: 'deferred', phase: 'auth', code: 535 });
    expect(arrived).toHaveLength(3);
  });

  it('encrypts where the server can; required refuses a certificate that nobody vouches for', async () => {
    const secure: boolean[] = [];
    const { port } = await startServer({
      disabledCommands: ['AUTH'],
      onMailFrom: (_address, session, answer) => {
        secure.push(session.secure);
        answer();
      },
    });
    const send = (tls: string) => sendAll(open(definition, port, { tls }), [mail(1)]);
    expect((await send('opportunistic')).get(1)).toMatchObject({ outcome: 'sent' });
    expect((await send('off')).get(1)).toMatchObject({ outcome: 'sent' });
    expect(secure).toEqual([true, false]);
    expect((await send('required')).get(1)).toMatchObject({ outcome: 'deferred' });
    expect(secure).toEqual([true, false]);
  });
});
