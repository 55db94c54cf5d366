import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { createLogger, ManualClock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { LedgerService } from './ledger.service.js';
import { MessageClaims } from './claims/message-claims.js';
import type { NewMessage } from './ports/ledger.port.js';
import { readSourceReport } from './source-report.js';

const TOPIC = 1;
let database: TestDatabase;
let ledger: LedgerService;
let claims: MessageClaims;
const clock = new ManualClock(new Date());

beforeAll(async () => {
  database = await createTestDatabase();
  const signals = new Signals(new Map(), createLogger('test', 'silent'));
  ledger = new LedgerService(signals);
  claims = new MessageClaims(database.db, clock, signals);
});

afterAll(async () => {
  await database.drop();
});

beforeEach(async () => {
  clock.set(new Date(Date.now() + 1000));
  await database.db.execute(
    'TRUNCATE messages, message_events, message_sources, contact_changes, contacts, consents CASCADE',
  );
  await addContacts(20);
});

async function addContacts(count: number): Promise<void> {
  await database.db.execute(
    `INSERT INTO contacts (id, email) OVERRIDING SYSTEM VALUE SELECT n, 'c' || n || '@example.com' FROM generate_series(1, $1) n`,
    [count],
  );
  await database.db.execute(
    `INSERT INTO consents (contact_id, topic_id, status) SELECT id, $1, 'subscribed' FROM contacts`,
    [TOPIC],
  );
}

function mailTo(contactId: number, extra: Partial<NewMessage> = {}): NewMessage {
  return {
    contactId,
    source: { kind: 'campaign', id: 7 },
    occurrence: '1',
    class: 'marketing',
    recipient: { kind: 'contact' },
    topicId: TOPIC,
    priority: 5,
    ...extra,
  };
}

async function write(messages: NewMessage[]): Promise<number> {
  return database.db.transaction((tx) => ledger.write(tx, messages));
}

async function writeForAll(count = 20): Promise<void> {
  await write(Array.from({ length: count }, (_, index) => mailTo(index + 1)));
}

async function states(): Promise<Record<string, number>> {
  const rows = await database.db.query<{ state: string; n: number }>(
    'SELECT state, count(*)::int AS n FROM messages GROUP BY state',
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}

const withIds = (messages: readonly { id: number; attempt: number }[]) =>
  messages.map(({ id, attempt }) => ({
    id,
    attempt,
    messageId: `m${String(id)}@example.com`,
    templateVersion: null,
    subject: 'Hello',
  }));

describe('the message ledger', () => {
  it('writes a message once, however often it is asked', async () => {
    expect(await write([mailTo(1), mailTo(2)])).toBe(2);
    expect(await write([mailTo(1), mailTo(2), mailTo(3)])).toBe(1);
  });

  it('writes once when fifty writers come at the same moment', async () => {
    const counts = await Promise.all(Array.from({ length: 50 }, () => write([mailTo(1), mailTo(2), mailTo(3)])));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(3);
  });

  it('gives every message to exactly one of several claimers', async () => {
    await writeForAll();
    const batches = await Promise.all(Array.from({ length: 8 }, (_, n) => claims.claim(`owner${String(n)}`, 5)));
    const ids = batches.flat().map((message) => message.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(20);
  });

  it('claims the more urgent first and leaves what is not due', async () => {
    await write([mailTo(1), mailTo(2, { priority: 0 }), mailTo(3, { dueAt: new Date(Date.now() + 3_600_000) })]);
    const claimed = await claims.claim('a', 1);
    expect(claimed.map((message) => message.contactId)).toEqual([2]);
    expect((await claims.claim('a', 10)).map((message) => message.contactId)).toEqual([1]);
  });

  it('leaves messages of a paused source alone and takes them up again', async () => {
    await writeForAll(3);
    const set = (state: 'active' | 'paused') =>
      database.db.transaction((tx) =>
        ledger.setSource(tx, { kind: 'campaign', id: 7, state, topicId: TOPIC, priority: 5 }),
      );
    await set('paused');
    expect(await claims.claim('a', 10)).toEqual([]);
    await set('active');
    expect((await claims.claim('a', 10)).length).toBe(3);
  });

  it('does not hand over to someone who unsubscribed, or whose campaign was paused, after the claim', async () => {
    await writeForAll(3);
    const claimed = await claims.claim('a', 10);
    await database.db.execute(`UPDATE consents SET status = 'unsubscribed' WHERE contact_id = 2`);
    const going = await claims.toSending(withIds(claimed));
    expect(
      claimed
        .filter((message) => going.has(message.id))
        .map((message) => message.contactId)
        .sort(),
    ).toEqual([1, 3]);
  });

  it('turns sending into unknown and claimed into pending when a lease ends', async () => {
    await writeForAll(4);
    const claimed = await claims.claim('a', 10);
    await claims.toSending(withIds(claimed.slice(0, 1)));
    await database.db.execute(`UPDATE messages SET lease_until = now() - interval '1 s'`);
    expect(await claims.expire()).toBe(4);
    expect(await states()).toEqual({ unknown: 1, pending: 3 });
    expect((await claims.claim('b', 10)).length).toBe(3);
  });

  it('lets a late process change nothing that another has taken over (fencing)', async () => {
    await writeForAll(1);
    const [stale] = await claims.claim('stale', 1);
    await database.db.execute(`UPDATE messages SET lease_until = now() - interval '1 s'`);
    await claims.expire();
    const [fresh] = await claims.claim('fresh', 1);
    expect(fresh?.id).toBe(stale?.id);
    expect((await claims.toSending(withIds([stale!]))).size).toBe(0);
    await claims.writeBack([{ ...stale!, verdict: { state: 'failed', reason: 'late', response: '', bounced: true } }]);
    expect(await states()).toEqual({ claimed: 1 });
  });

  it('believes a late answer about its own attempt: unknown becomes sent', async () => {
    await writeForAll(1);
    const [message] = await claims.claim('a', 1);
    await claims.toSending(withIds([message!]));
    await database.db.execute(`UPDATE messages SET lease_until = now() - interval '1 s'`);
    await claims.expire();
    await claims.writeBack([{ ...message!, verdict: { state: 'sent', response: '250 ok\u0000' } }]);
    expect(await states()).toEqual({ sent: 1 });
  });

  it('skips what is open when its source ends, and what comes back later too', async () => {
    await writeForAll(3);
    const [held] = await claims.claim('a', 1);
    await database.db.transaction(async (tx) => {
      await ledger.setSource(tx, { kind: 'campaign', id: 7, state: 'ended', topicId: TOPIC, priority: 5 });
      await ledger.skipOpen(tx, { kind: 'campaign', id: 7 }, 'campaign.cancelled');
    });
    await claims.release([held!]);
    const report = await readSourceReport(database.db, 'campaign', 7);
    expect(report.skipped).toEqual({ 'campaign.cancelled': 3 });
  });

  it('gives up what was on its way when its source ended, and could not be handed over', async () => {
    await writeForAll(3);
    const held = await claims.claim('a', 3);
    await claims.toSending(withIds(held));
    await database.db.transaction(async (tx) => {
      await ledger.setSource(tx, { kind: 'campaign', id: 7, state: 'ended', topicId: TOPIC, priority: 5 });
      await ledger.skipOpen(tx, { kind: 'campaign', id: 7 }, 'campaign.cancelled');
    });
    const deferred = { state: 'deferred' as const, reason: 'smtp.rcpt.450', response: '450 later', dueAt: new Date() };
    await claims.writeBack(held.slice(0, 2).map((message) => ({ ...message, verdict: deferred })));
    await claims.takeBack(held.slice(2));
    expect((await readSourceReport(database.db, 'campaign', 7)).skipped).toEqual({ 'campaign.cancelled': 3 });
  });

  it('leaves nothing waiting when a mail is put off at the moment when its source ends', async () => {
    await writeForAll(1);
    const [held] = await claims.claim('a', 1);
    await claims.toSending(withIds([held!]));
    let written: Promise<void> = Promise.resolve();
    await database.db.transaction(async (tx) => {
      await ledger.setSource(tx, { kind: 'campaign', id: 7, state: 'ended', topicId: TOPIC, priority: 5 });
      const deferred = { state: 'deferred' as const, reason: 'r', response: '450 later', dueAt: new Date() };
      written = claims.writeBack([{ ...held!, verdict: deferred }]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await ledger.skipOpen(tx, { kind: 'campaign', id: 7 }, 'campaign.cancelled');
    });
    await written;
    expect(await states()).toEqual({ skipped: 1 });
  });

  it('reports distinct contacts, an SMTP refusal in failed and in bounced', async () => {
    await writeForAll(4);
    await write([mailTo(1, { occurrence: '2' })]);
    const claimed = await claims.claim('a', 10);
    await claims.toSending(withIds(claimed));
    await claims.writeBack(
      claimed.map((message) => ({
        ...message,
        verdict:
          message.contactId === 2
            ? { state: 'failed' as const, reason: 'smtp.rcpt.550', response: '550 no', bounced: true }
            : { state: 'sent' as const, response: '250 ok' },
      })),
    );
    const report = await readSourceReport(database.db, 'campaign', 7);
    expect(report).toMatchObject({ audience: 4, sent: 3, delivered: 3, failed: 1, bounced: 1, unknown: 0 });
    const changes = await database.db.query<{ dimension: string; n: number }>(
      'SELECT dimension, count(*)::int AS n FROM contact_changes GROUP BY 1 ORDER BY 1',
    );
    expect(changes).toEqual([
      { dimension: 'email:bounced', n: 1 },
      { dimension: 'email:sent', n: 4 },
    ]);
  });
});
