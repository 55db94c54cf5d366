import { GuardedHttpClient } from '#libs/kernel';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import { HANG, startScriptedSmtpServer } from '../../../../test/smtp/scripted-smtp-server.js';
import { smtpError, startSmtpPeer, type SmtpPeer } from '../../../../test/transports/smtp-peer.js';
import { compileMessage } from '../mime/compile-message.js';
import type { TransportDefinition } from './define-transport.js';
import type { HandOver, MailTransport, OutgoingMail } from './mail-transport.js';
import { TRANSPORTS } from './transport.list.js';

const MESSAGE = compileMessage({ from: { name: 'Shop', address: 'news@shop.example' } });
const mail = (key: number, to = `r${String(key)}@reader.example`, text = `Hello ${String(key)}`): OutgoingMail => ({
  key,
  from: `b${String(key)}@bounce.example`,
  to,
  ...MESSAGE.fill({
    to: { address: 'a@b.example' },
    subject: 's',
    date: new Date(0),
    messageId: `${String(key)}@x`,
    text,
  }),
});
const mails = (count: number): OutgoingMail[] => Array.from({ length: count }, (_, key) => mail(key));

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startServer(options: SMTPServerOptions = {}): Promise<SmtpPeer> {
  const server = await startSmtpPeer(options);
  cleanUps.push(() => server.stop());
  return server;
}

function open(definition: TransportDefinition, port: number, params: object = {}): MailTransport {
  const parsed = definition.params.parse({ host: '127.0.0.1', port, ...params });
  const http = new GuardedHttpClient();
  const transport = definition.create(parsed, { limit: 20, hostname: 'client.example', mailboxPort: port, http });
  cleanUps.push(() => transport.close());
  return transport;
}

async function sendAll(transport: MailTransport, list: Iterable<OutgoingMail>) {
  const results = new Map<number, HandOver>();
  await transport.send(list, (key, result) => {
    expect(results.has(key)).toBe(false);
    results.set(key, result);
  });
  return results;
}

const smtpSpeaking = TRANSPORTS.filter(({ type }) => ['smtp', 'nodemailer_smtp', 'mailbox'].includes(type));

describe.each(smtpSpeaking.map((definition) => ({ type: definition.type, definition })))('$type', ({ definition }) => {
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
});

// What reaches servers of other people's choice.
const remote = smtpSpeaking
  .filter(({ type }) => type !== 'mailbox')
  .map((definition) => ({
    type: definition.type,
    definition,
  }));

describe.each(remote)('$type', ({ type, definition }) => {
  it('is checked within seconds, however patient sending is', async () => {
    let isThere = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      isThere = resolve;
    });
    const server = await startScriptedSmtpServer(({ verb }) => {
      if (verb === 'CONNECT') setImmediate(isThere);
      return verb === 'CONNECT' ? HANG : undefined;
    });
    cleanUps.push(() => server.stop());
    const transport = open(definition, server.port, { command_timeout_s: 300 });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    try {
      const check = transport.verify();
      await reached;
      // This end of the connection has heard of it a moment later.
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await jest.advanceTimersByTimeAsync(20_000);
      const said =
        type === 'smtp'
          ? { phase: 'greeting', response: 'No answer within 20 s' }
          : { phase: 'connect', response: 'Greeting never received' };
      expect(await check).toMatchObject({ ok: false, ...said });
    } finally {
      jest.useRealTimers();
    }
  });

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
