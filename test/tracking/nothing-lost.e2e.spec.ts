import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '#libs/db';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseCable } from '../support/database-cable.js';
import { eventually, Installation } from '../support/installation.js';
import { Readers, SECRET } from './readers.js';

const HITS = 5_000;

let cable: DatabaseCable;
let installation: Installation;
let readers: Readers;
let lastId = 0;

beforeAll(async () => {
  const database = await createTestDatabase();
  cable = await DatabaseCable.to(database.url);
  const env = { DATABASE_URL: cable.url, QUEUE_URL: cable.url, TIDINGS_SECRET: SECRET };
  installation = await Installation.start(env, 0, database);
  readers = await Readers.of(installation);
}, 60_000);

afterAll(async () => {
  readers.close();
  await installation.stop();
  await cable.cut();
});

/** Ids of mails that nobody has opened yet. */
function freshMails(count: number): number[] {
  lastId += count;
  return Array.from({ length: count }, (_, index) => lastId - count + index + 1);
}

/** Opens mails, ends the api in the middle, and resolves with when each answer came, and the time of the signal. */
async function endWhileOpening(signal: 'SIGTERM' | 'SIGKILL') {
  const answeredAt = new Map<number, number>();
  let ending: Promise<number | null> | undefined;
  let signalledAt = 0;
  await readers.open(freshMails(HITS), (id) => {
    answeredAt.set(id, performance.now());
    if (answeredAt.size < HITS / 2 || ending) return;
    signalledAt = performance.now();
    ending = installation.endApi(signal);
  });
  const code = await ending;
  const stored = await readers.stored();
  return { answeredAt, signalledAt, code, stored };
}

describe('opens that were answered', () => {
  it('are all stored, once, when the api is asked to end among them', async () => {
    const { answeredAt, code, stored } = await endWhileOpening('SIGTERM');
    expect(answeredAt.size).toBeGreaterThanOrEqual(HITS / 2);
    expect(answeredAt.size).toBeLessThan(HITS);
    expect([...answeredAt.keys()].filter((id) => stored.get(id) !== 1)).toEqual([]);
    expect(code).not.toBe(1);
    await installation.startApi();
  }, 60_000);

  it('are stored but for the last 100 ms when the api is killed', async () => {
    const { answeredAt, signalledAt, stored } = await endWhileOpening('SIGKILL');
    const before = [...answeredAt].filter(([, at]) => at < signalledAt - 100);
    expect(before.length).toBeGreaterThan(0);
    expect(before.filter(([id]) => stored.get(id) !== 1)).toEqual([]);
    await installation.startApi();
  }, 60_000);
});

describe('while the database is away', () => {
  it('pixels are answered and stored later, once; links that are known lead on, others ask for patience', async () => {
    const template = { name: 'News', subject: 'News', html: '<p><a href="https://shop.example/a">a</a></p>' };
    const { id: templateId } = await installation.call<{ id: number }>('POST', '/templates', template);
    const [known, unknown] = await installation.database.db.query<{ id: number }>(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, template_id, template_version)
       SELECT 1, 'campaign', 1, n::text, 'marketing', 'sent', $1, 1 FROM generate_series(1, 2) n RETURNING id`,
      [templateId],
    );
    const click = (id: number): ReturnType<Readers['get']> => readers.get(readers.linkOf(id, 0));
    expect(await click(known!.id)).toMatchObject({ status: 302 });
    const opened: number[] = [];
    // Some are being written just when the cable is cut.
    const opening = readers.open(freshMails(2_000), (id) => opened.push(id));
    await pause(100);
    await cable.cut();
    await opening;
    expect(opened).toHaveLength(2_000);
    expect(await click(known!.id)).toMatchObject({ status: 302, headers: { location: 'https://shop.example/a' } });
    expect(await click(unknown!.id)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    await cable.mend();
    await eventually(
      async () => opened.filter((id) => !stored.has(id)).length + Number((stored = await readers.stored()).size === 0),
      (missing) => missing === 0,
      { withinMs: 30_000 },
    );
    expect(opened.filter((id) => stored.get(id) !== 1)).toEqual([]);
    expect(await click(unknown!.id)).toMatchObject({ status: 302 });
  }, 90_000);

  let stored: ReadonlyMap<number, number> = new Map();
});
