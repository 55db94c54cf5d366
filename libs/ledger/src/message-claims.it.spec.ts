import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsentService, isWanted, wantChanges } from '#libs/contacts';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { createLogger, ManualClock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { LedgerContactOwner } from './ledger.contact-owner.js';
import { LedgerService } from './ledger.service.js';
import type { ClaimedMessage, Lane, MailHandOver } from './claims/claimed-message.js';
import { DeadAddresses } from './claims/dead-addresses.js';
import { MessageClaims } from './claims/message-claims.js';
import { MessageResults } from './claims/message-results.js';
import type { NewMessage } from './ports/ledger.port.js';
import { readSourceReport } from './source-report.js';
import { claimDue } from './testing/queued-messages.js';

const TOPIC = 1;
const SENDER = 3;
let database: TestDatabase;
let ledger: LedgerService;
let claims: MessageClaims;
let results: MessageResults;
const clock = new ManualClock(new Date());

beforeAll(async () => {
  database = await createTestDatabase();
  const signals = new Signals(new Map(), createLogger('test', 'silent'));
  ledger = new LedgerService(signals);
  claims = new MessageClaims(database.db, clock);
  results = new MessageResults(
    database.db,
    signals,
    new DeadAddresses(new ConsentService(database.db, clock, signals)),
  );
});

afterAll(async () => {
  await database.drop();
});

beforeEach(async () => {
  clock.set(new Date(Date.now() + 1000));
  await database.db.execute(
    'TRUNCATE messages, message_queue, message_owners, message_events, message_sources, contact_changes, contacts, consents, suppressions CASCADE',
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

/** Where messages stand: in the queue while a process has them, else in the ledger. */
async function states(): Promise<Record<string, number>> {
  const rows = await database.db.query<{ state: string; n: number }>(
    `SELECT coalesce(nullif(queue.state, 'due'), messages.state) AS state, count(*)::int AS n
     FROM messages LEFT JOIN message_queue queue ON queue.message_id = messages.id GROUP BY 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}

const withIds = (messages: readonly ClaimedMessage[]): MailHandOver[] =>
  messages.map((message) => ({
    message,
    messageId: `m${String(message.id)}@example.com`,
    templateVersion: null,
    subject: 'Hello',
    outgoing: { to: message.recipientAddress ?? `c${String(message.contactId)}@example.com` },
  }));

const claim = (owner: string, limit: number): Promise<ClaimedMessage[]> => claimDue(claims, owner, limit);

/** A minute passes in which no process says that it lives. */
async function leasesEnd(): Promise<void> {
  await database.db.execute(`UPDATE message_owners SET lease_until = now() - interval '1 s'`);
}

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
    const batches = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(`owner${String(n)}`, 5)));
    const ids = batches.flat().map((message) => message.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(20);
  });

  it('claims the more urgent first and leaves what is not due', async () => {
    await write([mailTo(1), mailTo(2, { priority: 0 }), mailTo(3, { dueAt: new Date(Date.now() + 3_600_000) })]);
    const claimed = await claim('a', 1);
    expect(claimed.map((message) => message.contactId)).toEqual([2]);
    expect((await claim('a', 10)).map((message) => message.contactId)).toEqual([1]);
  });

  it('leaves messages of a paused source alone and takes them up again', async () => {
    await writeForAll(3);
    const set = (state: 'active' | 'paused') =>
      database.db.transaction((tx) =>
        ledger.setSource(tx, { kind: 'campaign', id: 7, state, topicId: TOPIC, priority: 5 }),
      );
    await set('paused');
    expect(await claim('a', 10)).toEqual([]);
    await set('active');
    expect((await claim('a', 10)).length).toBe(3);
  });

  it('does not hand over to someone who unsubscribed, or whose campaign was paused, after the claim', async () => {
    await writeForAll(3);
    const claimed = await claim('a', 10);
    await database.db.execute(`UPDATE consents SET status = 'unsubscribed' WHERE contact_id = 2`);
    const going = await claims.toSending('a', withIds(claimed));
    expect(
      claimed
        .filter((message) => going.has(message.id))
        .map((message) => message.contactId)
        .sort(),
    ).toEqual([1, 3]);
  });

  it('does not hand over to an address that was suppressed after the claim, unless it is an alert about it', async () => {
    const to = { kind: 'address', address: 'c2@example.com' } as const;
    const receipt = { source: { kind: 'transactional', id: 0 }, class: 'transactional', recipient: to } as const;
    const alert = { source: { kind: 'sales', id: 0 }, class: 'internal', recipient: to } as const;
    await write([mailTo(1), mailTo(2), mailTo(2, receipt), mailTo(2, alert)]);
    const claimed = [...(await claim('a', 10)), ...(await claim('a', 10)), ...(await claim('a', 10))];
    await database.db.execute(`INSERT INTO suppressions (email, reason) VALUES ('c2@example.com', 'manual')`);
    const going = await claims.toSending('a', withIds(claimed));
    const left = claimed
      .filter((message) => going.has(message.id))
      .map((one) => `${String(one.contactId)} ${one.class}`);
    expect(claimed.length).toBe(4);
    expect(left.sort()).toEqual(['1 marketing', '2 internal']);
  });

  it('turns sending into unknown and claimed into pending when a lease ends', async () => {
    await writeForAll(4);
    const claimed = await claim('a', 10);
    await claims.toSending('a', withIds(claimed.slice(0, 1)));
    await leasesEnd();
    expect(await claims.expire()).toBe(4);
    expect(await states()).toEqual({ unknown: 1, pending: 3 });
    expect((await claim('b', 10)).length).toBe(3);
  });

  it('keeps the address that a contact’s mail went to, also when nobody knows whether it left', async () => {
    await writeForAll(2);
    const [sent, lost] = await claim('a', 2);
    await claims.toSending('a', withIds([sent!, lost!]));
    await results.write([{ ...sent!, verdict: { state: 'sent', response: '250 ok' } }]);
    await leasesEnd();
    await claims.expire();
    const rows = await database.db.query('SELECT id, state, recipient_address FROM messages ORDER BY id');
    const addressOf = ({ contactId }: ClaimedMessage): string => `c${String(contactId)}@example.com`;
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: sent!.id, state: 'sent', recipient_address: addressOf(sent!) },
        { id: lost!.id, state: 'unknown', recipient_address: addressOf(lost!) },
      ]),
    );
  });

  it('lets a late process change nothing that another has taken over (fencing)', async () => {
    await writeForAll(1);
    const [stale] = await claim('stale', 1);
    await leasesEnd();
    await claims.expire();
    const [fresh] = await claim('fresh', 1);
    expect(fresh?.id).toBe(stale?.id);
    expect((await claims.toSending('a', withIds([stale!]))).size).toBe(0);
    await results.write([{ ...stale!, verdict: { state: 'failed', reason: 'late', response: '', bounced: true } }]);
    expect(await states()).toEqual({ claimed: 1 });
  });

  it('believes a late answer about its own attempt: unknown becomes sent', async () => {
    await writeForAll(1);
    const [message] = await claim('a', 1);
    await claims.toSending('a', withIds([message!]));
    await leasesEnd();
    await claims.expire();
    await results.write([{ ...message!, verdict: { state: 'sent', response: '250 ok\u0000' } }]);
    expect(await states()).toEqual({ sent: 1 });
  });

  it.each([
    ['sent', { state: 'sent', response: '250 ok <c1@example.com>' }],
    ['failed', { state: 'failed', reason: 'smtp.rcpt.550', response: '550 <c1@example.com> unknown', bounced: true }],
    ['deferred', { state: 'deferred', reason: 'smtp.rcpt.450', response: '450 <c1@example.com>', dueAt: new Date() }],
  ] as const)('keeps nothing of what a server says about somebody erased meanwhile: %s', async (state, verdict) => {
    await writeForAll(1);
    const [message] = await claim('a', 1);
    await claims.toSending('a', withIds([message!]));
    const owner = new LedgerContactOwner();
    await database.db.transaction((tx) => owner.erase(tx, message!.contactId));
    await results.write([{ ...message!, verdict }]);
    const [row] = await database.db.query('SELECT * FROM messages');
    expect(row).toMatchObject({ state, response: null, recipient_address: null });
    const events = await database.db.query('SELECT * FROM message_events');
    expect(events).toHaveLength(state === 'failed' ? 1 : 0);
    expect(JSON.stringify([row, events])).not.toContain('c1@');
  });

  it('skips what is open when its source ends, and what comes back later too', async () => {
    await writeForAll(3);
    const [held] = await claim('a', 1);
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
    const held = await claim('a', 3);
    await claims.toSending('a', withIds(held));
    await database.db.transaction(async (tx) => {
      await ledger.setSource(tx, { kind: 'campaign', id: 7, state: 'ended', topicId: TOPIC, priority: 5 });
      await ledger.skipOpen(tx, { kind: 'campaign', id: 7 }, 'campaign.cancelled');
    });
    const deferred = { state: 'deferred' as const, reason: 'smtp.rcpt.450', response: '450 later', dueAt: new Date() };
    await results.write(held.slice(0, 2).map((message) => ({ ...message, verdict: deferred })));
    await claims.takeBack(held.slice(2));
    expect((await readSourceReport(database.db, 'campaign', 7)).skipped).toEqual({ 'campaign.cancelled': 3 });
  });

  it('leaves nothing waiting when a mail is put off at the moment when its source ends', async () => {
    await writeForAll(1);
    const [held] = await claim('a', 1);
    await claims.toSending('a', withIds([held!]));
    let written: Promise<void> = Promise.resolve();
    await database.db.transaction(async (tx) => {
      await ledger.setSource(tx, { kind: 'campaign', id: 7, state: 'ended', topicId: TOPIC, priority: 5 });
      const deferred = { state: 'deferred' as const, reason: 'r', response: '450 later', dueAt: new Date() };
      written = results.write([{ ...held!, verdict: deferred }]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await ledger.skipOpen(tx, { kind: 'campaign', id: 7 }, 'campaign.cancelled');
    });
    await written;
    expect(await states()).toEqual({ skipped: 1 });
  });

  it('reports distinct contacts, an SMTP refusal in failed and in bounced', async () => {
    await writeForAll(4);
    await write([mailTo(1, { occurrence: '2' })]);
    const claimed = await claim('a', 10);
    await claims.toSending('a', withIds(claimed));
    await results.write(
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
    // That a mail was sent is not logged while nobody reads it.
    expect(changes).toEqual([{ dimension: 'email:bounced', n: 1 }]);
  });

  it('writes that an address is dead together with the verdict that says so, or neither', async () => {
    await writeForAll(2);
    const claimed = await claim('a', 2);
    await claims.toSending('a', withIds(claimed));
    const verdict = {
      state: 'failed',
      reason: 'smtp.rcpt.550',
      response: '550 5.1.1 unknown\u0000',
      bounced: true,
    } as const;
    const dead = claimed.map((message) => ({
      ...message,
      verdict,
      deadAddress: `C${String(message.contactId)}@example.com`,
    }));
    await database.db.execute('ALTER TABLE suppressions ADD CONSTRAINT full_up CHECK (false)');
    await expect(results.write(dead)).rejects.toThrow('full_up');
    expect(await states()).toEqual({ sending: 2 });
    await database.db.execute('ALTER TABLE suppressions DROP CONSTRAINT full_up');
    await results.write(dead);
    expect(await states()).toEqual({ failed: 2 });
    expect(await database.db.query('SELECT email, reason, source FROM suppressions ORDER BY 1')).toEqual([
      { email: 'c1@example.com', reason: 'hard_bounce', source: '550 5.1.1 unknown' },
      { email: 'c2@example.com', reason: 'hard_bounce', source: '550 5.1.1 unknown' },
    ]);
    const open = `SELECT FROM consents WHERE contact_id < 3 AND status <> 'cleaned'`;
    expect(await database.db.query(open)).toEqual([]);
  });

  it('logs what is sent from the moment on in which somebody begins to read it', async () => {
    await writeForAll(2);
    const [first, second] = await claim('a', 2);
    const isSent = (message: ClaimedMessage | undefined) =>
      results.write([{ ...message!, verdict: { state: 'sent', response: '250 ok' } }]);
    await isSent(first);
    await database.db.transaction((tx) => wantChanges(tx, ['email:sent', 'tags']));
    await isSent(second);
    const logged = await database.db.query('SELECT contact_id, dimension FROM contact_changes');
    expect(logged).toEqual([{ contact_id: second?.contactId, dimension: 'email:sent' }]);
    await database.db.execute('UPDATE change_readers SET wanted = false');
  });

  it('has whoever begins to read wait for what is being left out', async () => {
    const order: string[] = [];
    let reader: Promise<unknown> = Promise.resolve();
    await database.db.transaction(async (tx) => {
      expect(await isWanted(tx, 'email:sent')).toBe(false);
      reader = database.db.transaction((other) => wantChanges(other, ['email:sent'])).then(() => order.push('reads'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      order.push('left out');
    });
    await reader;
    expect(order).toEqual(['left out', 'reads']);
    await database.db.execute('UPDATE change_readers SET wanted = false');
  });

  it('steps over nothing that came back before the place it has reached', async () => {
    await writeForAll(6);
    const first = await claim('a', 3);
    await claims.release(first.slice(0, 1));
    const rest = [...(await claim('a', 3)), ...(await claim('a', 3))];
    expect(rest.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      [first[0]!.id, ...first.map(({ id }) => id + 3)].sort((a, b) => a - b),
    );
  });

  it('gives campaigns a lane each, receipts one for each sender, and what is urgent the first', async () => {
    await write([
      mailTo(1),
      mailTo(2, { source: { kind: 'campaign', id: 8 } }),
      mailTo(3, { source: { kind: 'sales', id: 55 }, class: 'internal', priority: 0 }),
      mailTo(4, { source: { kind: 'sales', id: 56 }, class: 'internal', priority: 0 }),
      mailTo(4, { source: { kind: 'api', id: 1 }, class: 'transactional', priority: 1, senderId: null }),
      mailTo(4, { source: { kind: 'api', id: 2 }, class: 'transactional', priority: 1, senderId: SENDER }),
      mailTo(5, { source: { kind: 'campaign', id: 9 }, dueAt: new Date(Date.now() + 3_600_000) }),
    ]);
    expect(await claims.dueLanes()).toEqual([
      { priority: 0, sourceKind: 'sales', lane: 0 },
      { priority: 1, sourceKind: 'api', lane: -SENDER },
      { priority: 1, sourceKind: 'api', lane: 0 },
      { priority: 5, sourceKind: 'campaign', lane: 7 },
      { priority: 5, sourceKind: 'campaign', lane: 8 },
    ]);
  });

  it('finds the lanes between those that are worked off, and leaves these out', async () => {
    const campaigns = [7, 8, 9, 10];
    await write(campaigns.map((id) => mailTo(id, { source: { kind: 'campaign', id } })));
    await write([mailTo(1, { source: { kind: 'sales', id: 55 }, class: 'internal', priority: 0 })]);
    const lane = (id: number): Lane => ({ priority: 5, sourceKind: 'campaign', lane: id });
    const alerts = { priority: 0, sourceKind: 'sales', lane: 0 };
    expect(await claims.dueLanes([lane(8), lane(10)])).toEqual([alerts, lane(7), lane(9)]);
    // Busy with the last mails of a lane, of which nothing is left here.
    expect(await claims.dueLanes([lane(6), lane(11), alerts])).toEqual(campaigns.map(lane));
    expect(await claims.dueLanes([alerts, ...campaigns.map(lane)])).toEqual([]);
  });

  it('keeps mails out of all indexes but one of ranges with what their sending changes', async () => {
    const rows = await database.db.query<{ column: string }>(`
      SELECT DISTINCT attname AS column FROM pg_index
      JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam AND amname = 'btree'
      JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey) WHERE indrelid = 'messages'::regclass`);
    const changes = [
      'state',
      'attempt',
      'updated_at',
      'response',
      'message_id',
      'subject',
      'recipient_address',
      'template_version',
      'sent_at',
    ];
    const indexed = rows.map(({ column }) => column);
    expect(indexed).toContain('contact_id');
    expect(indexed.filter((column) => changes.includes(column))).toEqual([]);
  });

  it('claims and hands over nothing for a process that has let its lease end', async () => {
    await writeForAll(2);
    const held = await claim('a', 1);
    await leasesEnd();
    const [lane] = await claims.dueLanes();
    expect(await claims.claim('a', lane!, 1)).toEqual([]);
    expect((await claims.toSending('a', withIds(held))).size).toBe(0);
  });
});
