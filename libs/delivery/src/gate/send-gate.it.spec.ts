import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditLog, OrganisationSettings } from '#libs/accounts';
import { ConsentService, TopicsService } from '#libs/contacts';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { createLogger, ManualClock } from '#libs/kernel';
import { DeadAddresses, MessageClaims, MessageResults } from '#libs/ledger';
import { claimDue, enqueue } from '../../../ledger/src/testing/queued-messages.js';
import { NoNames } from '../../../segments/src/testing/no-names.js';
import { Signals } from '#libs/queue';
import { FrequencyCaps } from './frequency-caps.js';
import { SendGate, type GateDecision } from './send-gate.js';

const DAY_MS = 86_400_000;
const NOON = new Date('2026-06-01T12:00:00Z');

describe('the send gate', () => {
  let database: TestDatabase;
  let claims: MessageClaims;
  let clock: ManualClock;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock = new ManualClock(NOON);
    claims = new MessageClaims(database.db, clock);
    await database.db.execute(
      'TRUNCATE contacts, consents, messages, message_queue, message_sources, settings RESTART IDENTITY CASCADE',
    );
  });

  async function organise(value: Record<string, unknown>): Promise<void> {
    const sql = `INSERT INTO settings (key, value) VALUES ('organisation', $1)`;
    await database.db.execute(sql, [JSON.stringify(value)]);
  }

  /** A contact who subscribed to the newsletter. */
  async function reader(zone: string | null = null): Promise<number> {
    const [row] = await database.db.query<{ id: number }>(
      `INSERT INTO contacts (email, time_zone) VALUES (gen_random_uuid() || '@example.com', $1) RETURNING id`,
      [zone],
    );
    await database.db.execute(
      `INSERT INTO consents (contact_id, topic_id, status) SELECT $1, id, 'subscribed' FROM topics`,
      [row!.id],
    );
    return row!.id;
  }

  let made = 0;
  async function mail(
    contact: number,
    more: { priority?: number; class?: string; createdAt?: Date; topic?: string } = {},
  ) {
    const { priority = 5, class: kind = 'marketing', createdAt = clock.now(), topic = 'newsletter' } = more;
    const [row] = await database.db.query<{ id: number }>(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, topic_id, priority, created_at, due_at)
       SELECT $1, 'campaign', 1, $2, $3, id, $4, $5, $6 FROM topics WHERE slug = $7 RETURNING id`,
      [contact, String((made += 1)), kind, priority, createdAt, NOON, topic],
    );
    await enqueue(database.db, [row!.id]);
    return row!.id;
  }

  /** As another process would, with caches of its own. */
  function gate(): SendGate {
    const settings = new OrganisationSettings(
      database.db,
      clock,
      new AuditLog(clock),
      new TopicsService(database.db, new NoNames()),
    );
    return new SendGate(database.db, clock, settings, new FrequencyCaps(database.db), []);
  }

  async function decide(): Promise<GateDecision> {
    return gate().decide(await claimDue(claims, 'test', 100));
  }

  const ids = (entries: readonly { message: { id: number } }[]): number[] => entries.map(({ message }) => message.id);

  it('lets everything through where nothing is limited', async () => {
    const contact = await reader();
    const both = [await mail(contact), await mail(contact)];
    expect(ids((await decide()).admitted)).toEqual(both);
  });

  it('gives the place under a cap to the most urgent mail, and says when the next one has its turn', async () => {
    await organise({ frequency_caps: [{ max: 1, per: '24h' }] });
    const [contact, other] = [await reader(), await reader()];
    const [campaign, automation] = [await mail(contact), await mail(contact, { priority: 3 })];
    const [alone, order] = [await mail(other), await mail(contact, { class: 'transactional' })];
    const { admitted, postponed } = await decide();
    expect(ids(admitted).sort((a, b) => a - b)).toEqual([automation, alone, order]);
    expect(postponed).toEqual([
      { message: expect.objectContaining({ id: campaign }), reason: 'frequency_cap', until: new Date(+NOON + DAY_MS) },
    ]);
  });

  it('counts over processes that decide at the same moment', async () => {
    await organise({ frequency_caps: [{ max: 2, per: '7d' }] });
    const contact = await reader();
    for (let index = 0; index < 6; index += 1) await mail(contact);
    const batches = [await claimDue(claims, 'one', 3), await claimDue(claims, 'two', 3)];
    const decisions = await Promise.all(batches.map((batch) => gate().decide(batch)));
    expect(decisions.flatMap(({ admitted }) => ids(admitted))).toHaveLength(2);
    expect(decisions.flatMap(({ postponed }) => postponed)).toHaveLength(4);
  });

  it('leaves the locks of the database to others, however many contacts it decides about', async () => {
    await organise({ frequency_caps: [{ max: 2, per: '7d' }] });
    for (let index = 0; index < 300; index += 1) await mail(await reader());
    const claimed = await claimDue(claims, 'test', 300);
    let deciding: Promise<GateDecision> | undefined;
    const held = await database.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(4064, 127)');
      deciding = gate().decide(claimed);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const [row] = await tx.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = 4064 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return row!.n;
    });
    expect(held).toBe(128);
    expect((await deciding)!.admitted).toHaveLength(300);
  });

  it('counts what failed for nothing, and what is under way for something', async () => {
    await organise({ frequency_caps: [{ max: 1, per: '24h' }] });
    const [bounced, unclear] = [await reader(), await reader()];
    const [failed, unknown] = [await mail(bounced), await mail(unclear)];
    await decide();
    await database.db.execute(`UPDATE messages SET state = 'failed', reason = 'smtp.rcpt.550' WHERE id = $1`, [failed]);
    await database.db.execute(`UPDATE messages SET state = 'unknown', reason = 'worker.lost' WHERE id = $1`, [unknown]);
    const [second, third] = [await mail(bounced), await mail(unclear)];
    const { admitted, postponed } = await decide();
    expect(ids(admitted)).toEqual([second]);
    expect(ids(postponed)).toEqual([third]);
  });

  it('counts a cap on one topic for that topic alone', async () => {
    await database.db.execute(`INSERT INTO topics (slug, name) VALUES ('offers', 'Offers') ON CONFLICT DO NOTHING`);
    await organise({ frequency_caps: [{ max: 1, per: '1mo', topic: 'offers' }], frequency_wait: '8w' });
    const contact = await reader();
    const mails = [
      await mail(contact),
      await mail(contact, { topic: 'offers' }),
      await mail(contact, { topic: 'offers' }),
    ];
    const { admitted, postponed } = await decide();
    expect([ids(admitted), ids(postponed)]).toEqual([mails.slice(0, 2), mails.slice(2)]);
    expect(postponed[0]?.until).toEqual(new Date('2026-07-01T12:00:00Z'));
  });

  it('drops what has waited for its turn too long', async () => {
    await organise({ frequency_caps: [{ max: 1, per: '7d' }], frequency_wait: '2d' });
    const contact = await reader();
    const [first, second] = [await mail(contact), await mail(contact)];
    const { admitted, refused } = await decide();
    expect(ids(admitted)).toEqual([first]);
    expect(refused).toMatchObject([{ message: { id: second }, reason: 'frequency_cap' }]);
  });

  it('keeps quiet by the clock of the reader, else by that of the organisation, and not for orders', async () => {
    await organise({ time_zone: 'Asia/Tokyo', quiet_hours: { from: '21:00', to: '08:00', zone: 'contact' } });
    const [london, nowhere, broken] = [await reader('Europe/London'), await reader(), await reader('Not/A_Zone')];
    const [day, night] = [await mail(london), await mail(nowhere)];
    const [alsoNight, order] = [await mail(broken), await mail(nowhere, { class: 'transactional' })];
    const { admitted, postponed } = await decide();
    expect(ids(admitted).sort((a, b) => a - b)).toEqual([day, order]);
    // 12:00 UTC is 21:00 in Tokyo; 08:00 there is 23:00 UTC.
    expect(postponed.map(({ message, reason, until }) => [message.id, reason, until.toISOString()])).toEqual([
      [night, 'quiet_hours', '2026-06-01T23:00:00.000Z'],
      [alsoNight, 'quiet_hours', '2026-06-01T23:00:00.000Z'],
    ]);
  });

  it('keeps a limit that was set a moment ago, whatever it went by before', async () => {
    const busy = gate();
    await busy.decide([]);
    await organise({ quiet_hours: { from: '11:00', to: '13:00', zone: 'organisation' } });
    const id = await mail(await reader());
    expect(ids((await busy.decide(await claimDue(claims, 'test', 100))).postponed)).toEqual([id]);
  });

  it('ends quiet hours when the clock shows their end on the day that it changes', async () => {
    clock.set(new Date('2026-03-28T22:00:00Z'));
    await organise({ quiet_hours: { from: '21:00', to: '08:00', zone: 'contact' } });
    await mail(await reader('Europe/London'));
    await database.db.execute('UPDATE message_queue SET due_at = $1', [clock.now()]);
    const { postponed } = await decide();
    // In the night to 29 March clocks go forward: eight o'clock is 07:00 UTC.
    expect(postponed[0]?.until.toISOString()).toBe('2026-03-29T07:00:00.000Z');
  });

  it('keeps the quiet hours of a source on top of the general ones', async () => {
    await organise({ quiet_hours: { from: '11:00', to: '13:00', zone: 'organisation' } });
    const own = JSON.stringify({ from: '13:00', to: '15:30', zone: 'UTC' });
    await database.db.execute(
      `INSERT INTO message_sources (kind, id, state, quiet_hours) VALUES ('campaign', 1, 'active', $1)`,
      [own],
    );
    await mail(await reader());
    expect((await decide()).postponed[0]?.until.toISOString()).toBe('2026-06-01T15:30:00.000Z');
  });

  it('takes no place under a cap for a mail that waits for the morning', async () => {
    await organise({
      frequency_caps: [{ max: 1, per: '24h' }],
      quiet_hours: { from: '11:00', to: '13:00', zone: 'organisation' },
    });
    await mail(await reader());
    await decide();
    const [row] = await database.db.query<{ reserved_at: Date | null }>('SELECT reserved_at FROM messages');
    expect(row?.reserved_at).toBeNull();
  });

  function writer(): MessageResults {
    const signals = new Signals(new Map(), createLogger('test', 'silent'));
    return new MessageResults(database.db, signals, new DeadAddresses(new ConsentService(database.db, clock, signals)));
  }

  it.each([
    ['pending', 'warm_up', true],
    ['pending', 'domain.health', true],
    ['pending', 'domain.unverified', true],
    ['deferred', 'sender.unusable', true],
    ['pending', 'throttle.sender', false],
    ['deferred', 'smtp.rcpt.450', false],
  ] as const)(
    'has a mail that is %s for %s give its place under a cap to another: %s',
    async (state, reason, gives) => {
      await organise({ frequency_caps: [{ max: 1, per: '7d' }] });
      const contact = await reader();
      const first = await mail(contact);
      const [entry] = (await decide()).admitted;
      const { message } = entry!;
      expect(message.id).toBe(first);
      const dueAt = new Date(+NOON + DAY_MS);
      const own = { id: first, attempt: message.attempt, contactId: contact };
      await writer().write([{ ...own, verdict: { state, reason, response: 'later', dueAt } }]);
      const second = await mail(contact);
      expect(ids((await decide()).admitted)).toEqual(gives ? [second] : []);
    },
  );

  it('has a postponed mail wait as pending, with its reason, and sends it when its time has come', async () => {
    await organise({ quiet_hours: { from: '11:00', to: '13:00', zone: 'organisation' } });
    const id = await mail(await reader());
    const { postponed } = await decide();
    await writer().write(
      postponed.map(({ message, reason, until }) => ({
        ...{ id: message.id, attempt: message.attempt, contactId: message.contactId },
        verdict: { state: 'pending', reason, dueAt: until } as const,
      })),
    );
    const rows = await database.db.query(
      `SELECT messages.state, reason, queue.due_at, queue.state AS queued, owner FROM messages JOIN message_queue queue ON queue.message_id = id`,
    );
    expect(rows).toEqual([
      { state: 'pending', reason: 'quiet_hours', due_at: new Date('2026-06-01T13:00:00Z'), queued: 'due', owner: null },
    ]);
    expect((await decide()).admitted).toEqual([]);
    clock.set(new Date('2026-06-01T13:00:00Z'));
    expect(ids((await decide()).admitted)).toEqual([id]);
  });
});
