import { GuardedHttpClient } from '#libs/kernel';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { PEERS, type Peer, type PeerBehaviour } from '../../../../test/transports/peers.js';
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

const http = new GuardedHttpClient(new Set(['127.0.0.1']));
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type Behave = (to: string, nth: number) => PeerBehaviour;

async function startPeer(type: string, behave: Behave = () => 'accept'): Promise<Peer> {
  const peer = await PEERS[type]!(behave);
  cleanUps.push(() => peer.stop());
  return peer;
}

function open(definition: TransportDefinition, peer: Peer, params: object = {}, limit = 20): MailTransport {
  const parsed = definition.params.parse({ ...peer.settings, ...params });
  const { mailboxPort, sendmail } = peer;
  const transport = definition.create(parsed, { limit, hostname: 'client.example', mailboxPort, sendmail, http });
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
    const peer = await startPeer(definition.type);
    const list = mails(60);
    const results = await sendAll(open(definition, peer), list);
    expect([...results.values()].every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(results.size).toBe(60);
    const arrived = await peer.arrived();
    expect(arrived.map(({ to }) => to).sort()).toEqual(list.map(({ to }) => to).sort());
    for (const { from, to, raw, messageId, text } of arrived) {
      const sent = list.find((one) => one.to === to)!;
      expect(from ?? sent.from).toBe(sent.from);
      expect(raw ?? sent.raw.toString()).toBe(sent.raw.toString());
      expect([messageId, text.trim()]).toEqual([`${String(sent.key)}@x`, `Hello ${String(sent.key)}`]);
    }
  });

  it('takes mails from an asynchronous source, a null sender, and more sends at the same time', async () => {
    const peer = await startPeer(definition.type);
    const transport = open(definition, peer);
    async function* source(from: number) {
      for (let key = from; key < from + 10; key += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield { ...mail(key), from: '' };
      }
    }
    const results = await Promise.all([sendAll(transport, source(0)), sendAll(transport, source(10))]);
    expect(results.map((map) => [...map.keys()].sort((a, b) => a - b))).toEqual([range(0, 10), range(10, 20)]);
    const arrived = await peer.arrived();
    expect(arrived).toHaveLength(20);
    expect(arrived[0]!.from ?? '').toBe('');
  });

  it('tells a refused recipient from one that is put off, and the others still go out', async () => {
    const behaviours: Record<string, PeerBehaviour> = { 'r3@reader.example': 'refuse', 'r5@reader.example': 'later' };
    const peer = await startPeer(definition.type, (to) => behaviours[to] ?? 'accept');
    // A provider that is out of order is asked again a few times before a mail is put off.
    const results = await sendAll(open(definition, peer), mails(10));
    expect(results.get(3)).toMatchObject({ outcome: 'failed', phase: 'rcpt' });
    expect(results.get(5)).toMatchObject({ outcome: 'deferred' });
    expect([...results.values()].filter(({ outcome }) => outcome === 'sent')).toHaveLength(8);
    expect(await peer.arrived()).toHaveLength(8);
  }, 20_000);

  it('calls a mail unknown, and does not send it again, when the connection ends before the answer', async () => {
    const seen: string[] = [];
    const dropped: string[] = [];
    const peer = await startPeer(definition.type, (to, nth) => {
      if (nth === 0) return 'accept';
      seen.push(to);
      if (nth !== 3) return 'accept';
      dropped.push(to);
      return 'drop';
    });
    const results = await sendAll(open(definition, peer), mails(10));
    const unknown = [...results].filter(([, { outcome }]) => outcome === 'unknown');
    expect(dropped).toHaveLength(1);
    expect(unknown.map(([key]) => `r${String(key)}@reader.example`)).toEqual(dropped);
    expect(unknown[0]![1]).toMatchObject({ phase: 'after_dot' });
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('defers everything when there is nobody', async () => {
    const peer = await startPeer(definition.type);
    await cleanUps.pop()!();
    const results = await sendAll(open(definition, peer), mails(30));
    expect(results.size).toBe(30);
    for (const result of results.values()) expect(result).toMatchObject({ outcome: 'deferred', phase: 'connect' });
  });

  it.each([
    ['r@b.example>\r\nRCPT TO:<evil@b.example', 'a@b.example'],
    ['r@b.example', 'a@b.example>\r\nRCPT TO:<evil@b.example'],
    ['a@b.example,c@d.example', 'a@b.example'],
    ['', 'a@b.example'],
  ])('refuses the envelope %j from %j without telling anybody', async (to, from) => {
    const peer = await startPeer(definition.type);
    const results = await sendAll(open(definition, peer), [{ ...mail(1), to, from }]);
    expect(results.get(1)).toMatchObject({ outcome: 'failed', enhanced: '5.1.3' });
    expect(await peer.arrived()).toEqual([]);
  });

  it('has never more mails unanswered than its limit', async () => {
    const transport = open(definition, await startPeer(definition.type), {}, 5);
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
    const peer = await startPeer(definition.type, (_to, nth) => (nth === 0 ? 'accept' : 'held'));
    const transport = open(definition, peer, {}, 3);
    const results = new Map<number, HandOver>();
    const sending = transport.send(mails(50), (key, result) => results.set(key, result));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const closing = transport.close();
    peer.release();
    await Promise.all([sending, closing]);
    expect(results.size).toBeGreaterThanOrEqual(1);
    expect(results.size).toBeLessThanOrEqual(4);
    expect([...results.values()].some(({ outcome }) => outcome === 'sent')).toBe(true);
    expect([...results.values()].every(({ outcome }) => outcome !== 'unknown')).toBe(true);
  });

  it('reports what it took before the source threw, and then throws', async () => {
    const results = new Map<number, HandOver>();
    function* source() {
      yield* mails(3);
      throw new Error('the database is gone');
    }
    const transport = open(definition, await startPeer(definition.type));
    const sending = transport.send(source(), (key, result) => results.set(key, result));
    await expect(sending).rejects.toThrow('the database is gone');
    expect(results.size).toBe(3);
  });

  it('checks its settings without sending', async () => {
    const peer = await startPeer(definition.type);
    expect(await open(definition, peer).verify()).toMatchObject({ ok: true });
    await cleanUps.splice(0, 1)[0]!();
    expect(await open(definition, peer).verify()).toMatchObject({ ok: false, phase: 'connect' });
    expect(await peer.arrived()).toEqual([]);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
