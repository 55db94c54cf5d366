import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TopicsService } from '#libs/contacts';
import { AuditLog, OrganisationSettings } from '#libs/accounts';
import { createDataSource, createTestDatabase, Database, type TestDatabase } from '#libs/db';
import { createLogger, SystemClock } from '#libs/kernel';
import { type Hit, ReaderHits } from '#libs/ledger';
import { Signals } from '#libs/queue';
import { NoNames } from '../../../segments/src/testing/no-names.js';
import { DatabaseCable } from '../../../../test/support/database-cable.js';
import { HitRecorder } from './hit-recorder.js';

const logger = createLogger('test', 'silent');
const clock = new SystemClock();

/** Once, the answer to a commit gets lost on the way. */
class LostAnswer extends ReaderHits {
  private lost = false;

  override async record(...args: Parameters<ReaderHits['record']>): Promise<void> {
    await super.record(...args);
    if (this.lost) return;
    this.lost = true;
    throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
  }
}

describe('the recorder of opens and clicks', () => {
  let database: TestDatabase;
  let contactId: number;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.execute('TRUNCATE contacts, message_events CASCADE');
    const [row] = await database.db.query<{ id: number }>('INSERT INTO contacts DEFAULT VALUES RETURNING id');
    contactId = row!.id;
  });

  function recorderOn(db: Database, hits = ReaderHits): HitRecorder {
    const settings = new OrganisationSettings(db, clock, new AuditLog(clock), new TopicsService(db, new NoNames()));
    return new HitRecorder(new hits(db, new Signals(new Map(), logger)), settings, clock, logger);
  }

  const hit = (messageId: number, more: Partial<Hit> = {}): Hit => {
    const none = { linkIndex: null, url: null, ip: null, askedAs: null, signs: [], machine: false };
    return { messageId, contactId, kind: 'clicked', atMs: Date.now(), userAgent: 'Chrome', ...none, ...more };
  };

  const stored = async (): Promise<number[]> => {
    const rows = await database.db.query<{ id: number }>('SELECT message_id AS id FROM message_events ORDER BY 1');
    return rows.map(({ id }) => id);
  };

  it('loses no other hit to one that cannot be stored', async () => {
    const recorder = recorderOn(database.db);
    for (let id = 1; id <= 100; id += 1) recorder.add(hit(id, id === 37 ? { url: 'https://x.example/\u0000' } : {}));
    await recorder.drain();
    expect(await stored()).toEqual(Array.from({ length: 100 }, (_, n) => n + 1).filter((id) => id !== 37));
  });

  it('does not write again what was committed while nobody heard of it', async () => {
    const recorder = recorderOn(database.db, LostAnswer);
    for (let id = 1; id <= 50; id += 1) recorder.add(hit(id));
    await recorder.drain();
    expect(await stored()).toHaveLength(50);
  });

  it('writes nothing that came when it was drained already', async () => {
    const recorder = recorderOn(database.db);
    await recorder.drain();
    recorder.add(hit(1));
    await recorder.drain();
    expect(await stored()).toEqual([]);
  });

  it('keeps as much as it may while the database is away, and writes that when it is back', async () => {
    const cable = await DatabaseCable.to(database.url);
    const source = await createDataSource({ url: cable.url }).initialize();
    try {
      await cable.cut();
      const recorder = recorderOn(new Database(source));
      const heavy = { userAgent: 'x'.repeat(500), url: 'y'.repeat(2_000) };
      for (let id = 1; id <= 40_000; id += 1) recorder.add(hit(id, heavy));
      await cable.mend();
      await recorder.drain();
      const kept = await stored();
      expect(kept.length).toBeGreaterThan(20_000);
      expect(kept.length).toBeLessThan(30_000);
      expect(kept.at(-1)).toBe(kept.length);
    } finally {
      await source.destroy();
      await cable.cut();
    }
  });
});
