import { GuardedHttpClient } from '#libs/kernel';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connect } from 'node:net';
import {
  DROP,
  HANG,
  startScriptedSmtpServer,
  type ScriptedSmtpServer,
  type SmtpAction,
  type SmtpScript,
} from '../../../../../test/smtp/scripted-smtp-server.js';
import type { HandOver, MailTransport, OutgoingMail } from '../mail-transport.js';
import { parseSmtpUrl, type SmtpParams } from '../smtp.params.js';
import { smtp } from './smtp.transport.js';

const EHLO = {
  plain: '250-scripted.example\n250 8BITMIME',
  pipelining: '250-scripted.example\n250-PIPELINING\n250-8BITMIME\n250 SMTPUTF8',
};
type Mode = keyof typeof EHLO;
const MODES: Mode[] = ['pipelining', 'plain'];

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const addressOf = (key: number): string => `r${String(key)}@reader.example`;
const mail = (key: number, size = 0): OutgoingMail => ({
  key,
  from: 'b@bounce.example',
  to: addressOf(key),
  raw: Buffer.from(`Subject: ${String(key)}\r\n\r\n${'0123456789abcdef\r\n'.repeat(size / 18 + 1)}`),
});
const mails = (count: number): OutgoingMail[] => Array.from({ length: count }, (_, key) => mail(key));

/** A server that speaks as `mode` says and otherwise as the script does. */
async function serve(script: SmtpScript = () => undefined, mode: Mode = 'pipelining'): Promise<ScriptedSmtpServer> {
  const server = await startScriptedSmtpServer((event) => {
    const action = script(event);
    if (action !== undefined) return action;
    return event.verb === 'EHLO' ? EHLO[mode] : undefined;
  });
  cleanUps.push(() => server.stop());
  return server;
}

function open(port: number, params: Partial<SmtpParams> = {}, limit = 20): MailTransport {
  const settings = smtp.params.parse({
    host: '127.0.0.1',
    port,
    pool: 1,
    command_timeout_s: 5,
    ...params,
  });
  const transport = smtp.create(settings, { limit, hostname: 'client.example', http: new GuardedHttpClient() });
  cleanUps.push(() => transport.close());
  return transport;
}

async function send(transport: MailTransport, list: Iterable<OutgoingMail>): Promise<Map<number, HandOver>> {
  const results = new Map<number, HandOver>();
  await transport.send(list, (key, result) => {
    expect(results.has(key)).toBe(false);
    results.set(key, result);
  });
  return results;
}

const outcomes = (results: Map<number, HandOver>): string[] =>
  [...results].sort(([a], [b]) => a - b).map(([, { outcome }]) => outcome);
const isFor = (key: number, { verb, line }: { verb: string; line: string }): boolean =>
  verb === 'RCPT' && line.includes(addressOf(key));

describe.each(MODES)('the SMTP client with a server of kind %s', (mode) => {
  it.each([
    ['CONNECT', 'deferred', 'greeting'],
    ['EHLO', 'deferred', 'ehlo'],
    ['MAIL', 'deferred', 'mail'],
    ['RCPT', 'deferred', 'rcpt'],
    ['DATA', 'deferred', 'data'],
    ['DOT', 'unknown', 'after_dot'],
  ])('knows where it was when the server drops the connection at %s: %s at %s', async (verb, outcome, phase) => {
    const server = await serve((event) => (event.verb === verb ? DROP : undefined), mode);
    const results = await send(open(server.port), [mail(1)]);
    expect(results.get(1)).toMatchObject({ outcome, phase });
    expect(server.arrived).toHaveLength(verb === 'DOT' ? 1 : 0);
  });

  it.each([
    ['CONNECT', 'deferred', 'greeting'],
    ['EHLO', 'deferred', 'ehlo'],
    ['MAIL', 'deferred', 'mail'],
    ['RCPT', 'deferred', 'rcpt'],
    ['DATA', 'deferred', 'data'],
    ['DOT', 'unknown', 'after_dot'],
  ])('does not wait for ever when the server hangs at %s: %s at %s', async (verb, outcome, phase) => {
    const server = await serve((event) => (event.verb === verb ? HANG : undefined), mode);
    const results = await send(open(server.port, { command_timeout_s: 0.3 }), [mail(1)]);
    expect(results.get(1)).toMatchObject({ outcome, phase, response: 'No answer within 0.3 s' });
  });

  it.each([
    ['CONNECT', 'greeting', 'deferred', 'deferred'],
    ['MAIL', 'mail', 'deferred', 'failed'],
    ['RCPT', 'rcpt', 'deferred', 'failed'],
    ['DATA', 'data', 'deferred', 'failed'],
    ['DOT', 'after_dot', 'deferred', 'failed'],
  ])('takes 4xx and 5xx at %s (phase %s) as %s and %s', async (verb, phase, soft, hard) => {
    for (const [code, outcome] of [
      [451, soft],
      [554, hard],
    ] as const) {
      const reply = `${String(code)}-${String(code)[0]!}.7.1 No\n${String(code)} ${String(code)[0]!}.7.1 way`;
      const server = await serve((event) => (event.verb === verb ? reply : undefined), mode);
      const results = await send(open(server.port), [mail(1)]);
      expect(results.get(1)).toMatchObject({
        outcome,
        phase,
        code,
        enhanced: `${String(code)[0]!}.7.1`,
        response: reply,
      });
    }
  });

  it('goes on with the next mail after a refusal, on the same connection', async () => {
    const server = await serve((event) => {
      if (isFor(2, event)) return '550 5.1.1 Unknown';
      if (isFor(4, event)) return '452 4.2.2 Full';
      // What a good server says to DATA when it has no recipient.
      const last = server.log.filter((line) => line.includes('RCPT')).at(-1) ?? '';
      return event.verb === 'DATA' && /r[24]@/.test(last) ? '503 5.5.1 No valid recipients' : undefined;
    }, mode);
    const results = await send(open(server.port), mails(6));
    expect(outcomes(results)).toEqual(['sent', 'sent', 'failed', 'sent', 'deferred', 'sent']);
    expect(results.get(2)).toMatchObject({ phase: 'rcpt', code: 550 });
    expect(server.connections).toBe(1);
    // What the server kept of the refused mail is cleared before the next.
    const after = server.log.slice(server.log.findIndex((line) => line.includes('r2@')) + 1);
    const next = after.find((line) => !line.endsWith(':DATA'));
    expect(next).toBe('1:RSET');
  });

  it('reads replies that come byte by byte, or all at once', async () => {
    const pieces: SmtpScript = ({ verb }) => {
      const reply = { MAIL: '250-Ok\r\n250 2.1.0 Ok\r\n', RCPT: '250 Ok\r\n', DATA: '354 Go\r\n', DOT: '250 Ok\r\n' }[
        verb
      ];
      return reply ? { bytes: reply.match(/[\s\S]{1,3}/g)! } : undefined;
    };
    const server = await serve(pieces, mode);
    expect(outcomes(await send(open(server.port), mails(3)))).toEqual(['sent', 'sent', 'sent']);
    expect(server.arrived).toHaveLength(3);
  });

  it('takes a silent end of a used connection as an invitation to open another one', async () => {
    const server = await serve(
      ({ verb }) => (verb === 'DOT' ? { bytes: ['250 Ok\r\n'], then: 'drop' } : undefined),
      mode,
    );
    const results = await send(open(server.port), mails(8));
    expect(outcomes(results)).toEqual(Array<string>(8).fill('sent'));
    expect(server.arrived.map(({ to }) => to)).toEqual(mails(8).map(({ to }) => to));
  });

  it('stops at a 421 to MAIL, which is said to all of us, and defers the rest', async () => {
    let seen = 0;
    const third = ({ verb }: { verb: string }) => verb === 'MAIL' && (seen += 1) === 3;
    const server = await serve((event) => (third(event) ? '421 4.7.0 Too fast' : undefined), mode);
    const results = await send(open(server.port, {}, 4), mails(10));
    expect(outcomes(results)).toEqual(['sent', 'sent', ...Array<string>(8).fill('deferred')]);
    expect(results.get(2)).toMatchObject({ phase: 'mail', code: 421, enhanced: '4.7.0' });
    expect(results.get(9)).toMatchObject({ phase: 'greeting', code: 421 });
    expect(server.connections).toBe(1);
  });

  it.each(['RCPT', 'DATA', 'DOT'])('takes a 421 to %s as said to the domain: the others lose nothing', async (verb) => {
    const toSlow = (key: number): boolean => key >= 2 && key % 2 === 0;
    const list = mails(12).map((one) => (toSlow(one.key) ? { ...one, to: `r${String(one.key)}@Slow.example` } : one));
    let current = '';
    const server = await serve((event) => {
      if (event.verb === 'RCPT') current = event.line;
      return event.verb === verb && /@slow/i.test(current) ? '421 4.7.0 Too fast' : undefined;
    }, mode);
    const results = await send(open(server.port), list);
    for (const { key } of list) {
      expect(results.get(key)).toMatchObject(toSlow(key) ? { outcome: 'deferred', code: 421 } : { outcome: 'sent' });
    }
    const phase = { RCPT: 'rcpt', DATA: 'data', DOT: 'after_dot' }[verb];
    expect(results.get(2)).toMatchObject({ phase, code: 421, enhanced: '4.7.0' });
    expect(results.get(10)).toMatchObject({ phase: 'rcpt' });
    // The mails behind it for the same domain cost no connection each.
    expect(server.connections).toBe(2);
    const arrived = server.arrived.map(({ to }) => to).filter((to) => to.endsWith('@reader.example'));
    expect(new Set(arrived).size).toBe(arrived.length);
  });

  it('leaves half of the connections to others while a domain answers slowly', async () => {
    const toSlow = (key: number): boolean => key < 12;
    const list = mails(24).map((one) => (toSlow(one.key) ? { ...one, to: `r${String(one.key)}@slow.example` } : one));
    const slow = { reply: '250 2.1.5 Ok', afterMs: 150 };
    const server = await serve(
      ({ verb, line }) => (verb === 'RCPT' && line.includes('@slow') ? slow : undefined),
      mode,
    );
    const order: number[] = [];
    await open(server.port, { pool: 4 }, 24).send(list, (key) => order.push(key));
    expect(order).toHaveLength(24);
    // All of them after at most two turns of the slow ones; in the order given they would be the last.
    expect(order.slice(0, 16).filter((key) => !toSlow(key))).toHaveLength(12);
  });

  it('ends a connection that speaks nonsense, or without end', async () => {
    for (const bytes of ['HTTP/1.1 400 Bad Request\r\n', '250-x\r\n'.repeat(20_000), 'x'.repeat(100_000)]) {
      const server = await serve(({ verb }) => (verb === 'MAIL' ? { bytes: [bytes] } : undefined), mode);
      const results = await send(open(server.port), [mail(1)]);
      expect(results.get(1)).toMatchObject({ outcome: 'deferred', phase: 'mail' });
    }
  });

  it('says what arrived, whatever the server does: sent arrived once, deferred and failed did not, unknown may have', async () => {
    const action: fc.Arbitrary<SmtpAction | undefined> = fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      { weight: 3, arbitrary: fc.constantFrom<SmtpAction>('450 4.2.0 Later', '550 5.1.1 No', '421 4.3.2 Bye', DROP) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (plan, pool) => {
          const accepted: string[] = [];
          let turn = 0;
          const server = await serve(({ verb, body }) => {
            if (!['MAIL', 'RCPT', 'DATA', 'DOT'].includes(verb)) return undefined;
            const next = plan[turn++ % plan.length];
            const to = server.arrived.at(-1)?.to;
            // An empty body is for nobody: its recipient was refused.
            if (verb === 'DOT' && next === undefined && to && body.length > 0) accepted.push(to);
            return next;
          }, mode);
          const transport = open(server.port, { pool }, 6);
          const list = mails(15).map(({ key }) => mail(key, key % 5 === 2 ? 100_000 : 0));
          const results = await send(transport, list);
          await transport.close();
          expect(results.size).toBe(15);
          expect(new Set(server.arrived.map(({ to }) => to)).size).toBe(server.arrived.length);
          for (const { to, body } of server.arrived) {
            expect(body === '' || list.some((one) => one.to === to && one.raw.toString() === body)).toBe(true);
          }
          for (const [key, { outcome }] of results) {
            if (outcome === 'sent') expect(accepted).toContain(addressOf(key));
            else expect(accepted).not.toContain(addressOf(key));
            if (outcome === 'unknown') expect(server.arrived.map(({ to }) => to)).toContain(addressOf(key));
          }
          await server.stop();
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('pipelining', () => {
  it('sends the next envelope behind the final dot, where the server offers it', async () => {
    const behind: number[] = [];
    const server = await serve((event) => {
      if (event.verb !== 'DOT') return undefined;
      behind.push(event.pending);
      return { reply: '250 Ok', afterMs: 5 };
    });
    expect(outcomes(await send(open(server.port), mails(5)))).toEqual(Array<string>(5).fill('sent'));
    expect(behind.slice(0, 4).every((bytes) => bytes > 0)).toBe(true);
    expect(behind[4]).toBe(0);
  });

  it.each([
    ['the server does not offer it', 'plain', {}],
    ['the settings forbid it', 'pipelining', { pipelining: false }],
  ] as const)('is not used when %s', async (_, mode, params) => {
    const early: string[] = [];
    const server = await serve(({ verb, pending }) => {
      if (pending > 0) early.push(verb);
      return undefined;
    }, mode);
    expect(outcomes(await send(open(server.port, params), mails(4)))).toEqual(Array<string>(4).fill('sent'));
    expect(early).toEqual([]);
  });

  it('gives an empty body to a server that wants one for a refused recipient, and goes on', async () => {
    const server = await serve((event) => {
      if (isFor(1, event)) return '550 5.1.1 Unknown';
      return event.verb === 'DOT' && event.body.length === 0 ? '554 5.5.1 No valid recipients' : undefined;
    });
    const results = await send(open(server.port), mails(3));
    expect(outcomes(results)).toEqual(['sent', 'failed', 'sent']);
    expect(results.get(1)).toMatchObject({ phase: 'rcpt', code: 550 });
    expect(server.arrived.map(({ body }) => body.length > 0)).toEqual([true, false, true]);
  });

  it('leaves a server that wants the body of a mail whose sender it refused', async () => {
    let first = true;
    const server = await serve(({ verb }) => {
      if (verb !== 'MAIL' || !first) return undefined;
      first = false;
      return '550 5.1.8 Bad sender';
    });
    const results = await send(open(server.port), mails(2));
    expect(outcomes(results)).toEqual(['failed', 'sent']);
    expect(server.arrived.map(({ to }) => to)).toEqual([addressOf(1)]);
    expect(server.connections).toBe(2);
  });
});

describe('a server that answers out of order', () => {
  it.each(['MAIL', 'RCPT', 'DATA', 'DOT'])(
    'late to %s: everything arrives once and whole, in plain order from then on',
    async (verb) => {
      const server = await serve((event) => {
        if (event.verb !== verb) return undefined;
        return { reply: verb === 'DATA' ? '354 Go' : '250 Ok', afterMs: 20, late: true };
      });
      const list = mails(8).map(({ key }) => mail(key, key === 3 ? 100_000 : 0));
      const results = await send(open(server.port, { pool: 2 }), list);
      expect(outcomes(results)).toEqual(Array<string>(8).fill('sent'));
      const bodies = new Map(server.arrived.map(({ to, body }) => [to, body]));
      expect(server.arrived).toHaveLength(8);
      for (const { to, raw } of list) expect(bodies.get(to) === raw.toString()).toBe(true);
      expect(server.connections).toBeLessThanOrEqual(6);
    },
  );

  it('is believed only when it speaks about the dot: a late refusal is a refusal', async () => {
    const server = await serve(({ verb, mails: brought, connection }) =>
      verb === 'DOT' && brought === 1 && connection === 1
        ? { reply: '552 5.2.2 Full', afterMs: 50, late: true }
        : undefined,
    );
    const results = await send(open(server.port), mails(4));
    expect(outcomes(results)).toEqual(['failed', 'sent', 'sent', 'sent']);
    expect(results.get(0)).toMatchObject({ phase: 'after_dot', code: 552 });
  });

  it('leaves the mail unknown when the late answer never comes', async () => {
    const server = await serve((event) => {
      if (event.verb !== 'DOT' || event.connection !== 1) return undefined;
      return { reply: '250 Ok', afterMs: 60_000, late: true };
    });
    const results = await send(open(server.port, { command_timeout_s: 0.5 }), mails(4));
    expect(outcomes(results)).toEqual(['unknown', 'sent', 'sent', 'sent']);
  });
});

describe('large mails', () => {
  const LARGE = 8 * 1024 * 1024;

  it('arrive whole', async () => {
    const server = await serve();
    const large = mail(1, LARGE / 8);
    expect(outcomes(await send(open(server.port), [mail(0), large, mail(2)]))).toEqual(['sent', 'sent', 'sent']);
    expect(server.arrived[1]!.body === large.raw.toString()).toBe(true);
  });

  it('are deferred when the connection ends before their final dot is out', async () => {
    const server = await serve(({ verb, body }) => (verb === 'BODY' && body.length > 100_000 ? DROP : undefined));
    const results = await send(open(server.port), [mail(1, LARGE)]);
    expect(results.get(1)).toMatchObject({ outcome: 'deferred', phase: 'body' });
  });

  it('are refused with the words of a server that answers before their end', async () => {
    const server = await serve(({ verb, body }) =>
      verb === 'BODY' && body.length > 100_000 ? { bytes: ['552 5.3.4 Too much\r\n'] } : undefined,
    );
    const results = await send(open(server.port), [mail(1, LARGE)]);
    expect(results.get(1)).toMatchObject({ outcome: 'failed', phase: 'body', code: 552, enhanced: '5.3.4' });
  });

  it('are refused without sending when the server has said how much it takes', async () => {
    const server = await serve(({ verb }) => (verb === 'EHLO' ? '250-x\n250-PIPELINING\n250 SIZE 1000' : undefined));
    const results = await send(open(server.port), [mail(1, 5_000), mail(2)]);
    expect(results.get(1)).toMatchObject({ outcome: 'failed', phase: 'mail', enhanced: '5.3.4' });
    expect(results.get(2)).toMatchObject({ outcome: 'sent' });
    expect(server.log.some((line) => line.includes(`SIZE=${String(mail(2).raw.length)}`))).toBe(true);
  });
});

describe('addresses and content beyond ASCII', () => {
  const eai: OutgoingMail = { key: 1, from: 'b@bounce.example', to: '用户@例子.example', raw: mail(1).raw };
  const eightBit: OutgoingMail = { ...mail(2), raw: Buffer.from('Subject: x\r\n\r\nü\r\n') };

  it('go out with SMTPUTF8 and BODY=8BITMIME, and only those that need it', async () => {
    const server = await serve();
    expect(outcomes(await send(open(server.port), [mail(0), eai, eightBit]))).toEqual(['sent', 'sent', 'sent']);
    const froms = server.log.filter((line) => line.includes('MAIL'));
    expect(froms[0]).toBe('1:MAIL FROM:<b@bounce.example>');
    expect(froms[1]).toBe('1:MAIL FROM:<b@bounce.example> SMTPUTF8');
    expect(froms[2]).toBe('1:MAIL FROM:<b@bounce.example> BODY=8BITMIME');
    expect(server.log).toContain('1:RCPT TO:<用户@xn--fsqu00a.example>');
  });

  it('fail clearly where the server cannot carry them', async () => {
    const server = await serve(({ verb }) => (verb === 'EHLO' ? '250 x' : undefined));
    const results = await send(open(server.port), [mail(0), eai, eightBit]);
    expect(results.get(0)).toMatchObject({ outcome: 'sent' });
    expect(results.get(1)).toMatchObject({
      outcome: 'failed',
      enhanced: '5.6.7',
      response: expect.stringContaining('SMTPUTF8'),
    });
    expect(results.get(2)).toMatchObject({
      outcome: 'failed',
      enhanced: '5.6.3',
      response: expect.stringContaining('8BITMIME'),
    });
  });
});

describe('the session', () => {
  it('says HELO to a server that does not know EHLO', async () => {
    const server = await serve(({ verb }) => (verb === 'EHLO' ? '502 5.5.1 What?' : undefined));
    expect(outcomes(await send(open(server.port), mails(2)))).toEqual(['sent', 'sent']);
    expect(server.log[1]).toBe('1:HELO client.example');
  });

  it('knows no extension without a name', async () => {
    const server = await serve(({ verb }) => (verb === 'EHLO' ? '250-mx.example\n250-PIPELINING\n250 ' : undefined));
    const transport = open(server.port);
    expect(await transport.verify()).toMatchObject({ ok: true, extensions: ['PIPELINING'] });
    await transport.close();
  });

  it('gives its address where this host has no full name', async () => {
    const server = await serve();
    const params = smtp.params.parse({ host: '127.0.0.1', port: server.port });
    const transport = smtp.create(params, { limit: 1, hostname: 'laptop', http: new GuardedHttpClient() });
    expect(await transport.verify()).toMatchObject({
      ok: true,
      secure: false,
      extensions: ['PIPELINING', '8BITMIME', 'SMTPUTF8'],
    });
    await transport.close();
    expect(server.log[0]).toBe('1:EHLO [127.0.0.1]');
  });

  it('opens a new connection after so many mails', async () => {
    const server = await serve();
    expect(outcomes(await send(open(server.port, { max_messages: 3 }), mails(10)))).toEqual(
      Array<string>(10).fill('sent'),
    );
    expect(server.connections).toBe(4);
    expect(server.log.filter((line) => line.endsWith('QUIT')).length).toBeGreaterThanOrEqual(3);
  });

  it('opens as many connections as mails wait, up to the pool', async () => {
    const server = await serve(({ verb }) => (verb === 'DOT' ? { reply: '250 Ok', afterMs: 20 } : undefined));
    const transport = open(server.port, { pool: 3 });
    await send(transport, mails(1));
    expect(server.connections).toBe(1);
    await send(transport, mails(20));
    expect(server.connections).toBe(3);
  });

  it('does not hammer a server that lets nobody in: waiting mails are deferred alike', async () => {
    const server = await serve(({ verb }) => (verb === 'CONNECT' ? '421 4.3.2 Busy' : undefined));
    const results = await send(open(server.port, { pool: 2 }), mails(200));
    for (const result of results.values())
      expect(result).toMatchObject({ outcome: 'deferred', phase: 'greeting', code: 421 });
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it('tries again when the cool-down is over', async () => {
    let busy = true;
    const server = await serve(({ verb }) => (verb === 'CONNECT' && busy ? '421 4.3.2 Busy' : undefined));
    const transport = open(server.port);
    expect(outcomes(await send(transport, mails(2)))).toEqual(['deferred', 'deferred']);
    busy = false;
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(outcomes(await send(transport, mails(2)))).toEqual(['sent', 'sent']);
  });

  it('sends the next mail over a new connection when the server has closed the idle one with 421', async () => {
    const server = await serve(({ verb, mails: brought }) =>
      verb === 'DOT' && brought === 1 ? { bytes: ['250 Ok\r\n', '421 4.4.2 Idle\r\n'], then: 'drop' } : undefined,
    );
    const transport = open(server.port);
    await send(transport, [mail(1)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcomes(await send(transport, [mail(2)]))).toEqual(['sent']);
    expect(server.connections).toBe(2);
  });

  it('signs in by LOGIN where that is all there is, and says so where there is nothing', async () => {
    const script =
      (offer: string): SmtpScript =>
      ({ verb }) => {
        if (verb === 'EHLO') return `250-x\n250 ${offer}`;
        if (verb === 'AUTH') return '334 VXNlcm5hbWU6';
        if (verb === Buffer.from('me').toString('base64').toUpperCase()) return '334 UGFzc3dvcmQ6';
        return verb === Buffer.from('secret').toString('base64').toUpperCase() ? '235 Ok' : undefined;
      };
    const login = await serve(script('AUTH LOGIN'));
    const credentials = { username: 'me', password: 'secret' };
    expect(outcomes(await send(open(login.port, credentials), mails(2)))).toEqual(['sent', 'sent']);
    const none = await serve(script('AUTH GSSAPI'));
    const results = await send(open(none.port, credentials), mails(2));
    expect(results.get(0)).toMatchObject({
      outcome: 'deferred',
      phase: 'auth',
      response: expect.stringContaining('AUTH'),
    });
  });

  it('falls back to the clear when opportunistic TLS does not work, but tells no password there', async () => {
    const broken: SmtpScript = ({ verb }) => {
      if (verb === 'EHLO') return '250-x\n250-AUTH PLAIN\n250 STARTTLS';
      return verb === 'STARTTLS' ? { bytes: ['220 Go\r\n', 'this is no TLS at all\r\n'] } : undefined;
    };
    const server = await serve(broken);
    expect(outcomes(await send(open(server.port), mails(1)))).toEqual(['sent']);
    const refused = { outcome: 'deferred', phase: 'starttls' };
    expect((await send(open(server.port, { tls: 'required' }), mails(1))).get(0)).toMatchObject(refused);
    const withPassword = open(server.port, { username: 'me', password: 'secret' });
    expect((await send(withPassword, mails(1))).get(0)).toMatchObject(refused);
    expect(server.log.some((line) => line.includes('AUTH'))).toBe(false);
  });

  it('sends nothing in the clear when TLS is required and not offered', async () => {
    const server = await serve();
    const results = await send(open(server.port, { tls: 'required' }), mails(1));
    expect(results.get(0)).toMatchObject({ outcome: 'deferred', phase: 'starttls' });
    expect(server.log.some((line) => line.includes('MAIL'))).toBe(false);
  });

  it('trusts nothing that was slipped in behind the answer to STARTTLS', async () => {
    const server = await serve(({ verb }) => {
      if (verb === 'EHLO') return '250-x\n250 STARTTLS';
      return verb === 'STARTTLS' ? { bytes: ['220 Go\r\n250-evil\r\n250 AUTH PLAIN\r\n'] } : undefined;
    });
    const results = await send(open(server.port, { tls: 'required' }), mails(1));
    expect(results.get(0)).toMatchObject({ outcome: 'deferred', phase: 'starttls' });
  });

  it('ends within seconds when it is closed before a server that never answers, and tells what is unclear', async () => {
    const server = await serve(({ verb }) => (verb === 'DOT' ? HANG : undefined));
    const transport = open(server.port, { pool: 2, command_timeout_s: 300 }, 8);
    const sending = send(transport, mails(50));
    while (server.arrived.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    await transport.close();
    expect(performance.now() - started).toBeLessThan(8_000);
    const results = await sending;
    expect([...results.values()].filter(({ outcome }) => outcome === 'unknown')).toHaveLength(2);
    expect([...results.values()].every(({ outcome }) => outcome === 'unknown' || outcome === 'deferred')).toBe(true);
    expect(results.size).toBeLessThanOrEqual(9);
  }, 20_000);

  it('gives up a connection attempt that nobody answers', async () => {
    // A listener whose backlog is full takes no more connections; a scripted server that never greets is close enough.
    const server = await serve(({ verb }) => (verb === 'CONNECT' ? HANG : undefined));
    const results = await send(open(server.port, { command_timeout_s: 0.2 }), mails(3));
    for (const result of results.values()) expect(result).toMatchObject({ outcome: 'deferred', phase: 'greeting' });
  });
});

describe('a server that stalls', () => {
  it('holds up one mail and nobody else', async () => {
    const server = await serve((event) => (event.verb === 'DOT' && event.connection === 1 ? HANG : undefined));
    const transport = open(server.port, { pool: 1, command_timeout_s: 8 });
    const answered = new Map<number, number>();
    const started = performance.now();
    const sending = transport.send(mails(10), (key) => answered.set(key, performance.now() - started));
    await sending;
    const slow = [...answered].filter(([, ms]) => ms > 7_500).map(([key]) => key);
    expect(slow).toEqual([0]);
    expect(server.arrived).toHaveLength(10);
  }, 20_000);
});

describe('an SMTP URL', () => {
  it.each([
    ['smtp://mail.example', { host: 'mail.example', port: 25, secure: false, pool: 10 }],
    ['smtps://mail.example', { port: 465, secure: true }],
    [
      'smtp://me%40x:p%3Aw@[::1]:2525?pool=9&tls=required',
      { host: '::1', port: 2525, username: 'me@x', password: 'p:w', pool: 9, tls: 'required' },
    ],
    ['smtp://h?pipelining=off&command_timeout_s=1.5', { pipelining: false, command_timeout_s: 1.5 }],
  ])('%s is read', (url, expected) => {
    expect(parseSmtpUrl(url)).toMatchObject(expected);
  });

  it.each(['http://x', 'mail.example:25', 'smtp://h?pool=0', 'smtp://h?tls=maybe', 'smtp://h?typo=1', ''])(
    '%j is refused, without showing a password',
    (url) => {
      expect(() => parseSmtpUrl(url)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
      const secret = url.replace('//', '//me:secret@');
      expect(() => parseSmtpUrl(secret)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('secret') }),
      );
    },
  );
});

describe('the scripted server itself', () => {
  it('speaks SMTP to a plain socket', async () => {
    const server = await serve();
    const heard = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(server.port, '127.0.0.1');
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => {
        resolve(text);
      });
      socket.write('EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n..\r\n.\r\nQUIT\r\n');
    });
    expect(heard).toMatch(/^220 .*\r\n(250-.*\r\n)+250 .*\r\n250 .*\r\n250 .*\r\n354 .*\r\n250 .*\r\n221 .*\r\n$/);
    expect(server.arrived).toEqual([{ from: 'a@b', to: 'c@d', body: 'x\r\n.\r\n' }]);
  });
});
