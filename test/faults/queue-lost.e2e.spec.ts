import { afterAll, beforeAll, it } from '@jest/globals';
import { needs } from '../setup/needs.js';
import { Installation } from '../support/installation.js';
import { startSlowServer, surviveLostQueue, type SlowServer } from './installed-campaigns.js';
import { RedisServer } from './queue-stores.js';

// E5: the queue store is killed and comes back empty. It holds signals; the truth is in rows. With the queue in
// PostgreSQL: processes.e2e.spec.ts.
const AWAY_MS = Number(process.env['TIDINGS_FAULT_AWAY_MS'] ?? 1_500);

needs('redis-server')('E5: a queue in Redis that is killed and comes back empty', () => {
  let installation: Installation;
  let mails: SlowServer;
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
    mails = await startSlowServer();
    installation = await Installation.start({ SMTP_URL: mails.url, QUEUE_URL: redis.url }, 1);
    await installation.call('POST', '/senders', { name: 'Shop', email: 'news@shop.example', postal_address: '1 Road' });
  }, 60_000);
  afterAll(async () => {
    await installation.stop();
    await redis.stop();
    await mails.server.stop();
  });

  it('costs nothing: all is rebuilt from rows', async () => {
    await surviveLostQueue(installation, mails, () => redis.lose(AWAY_MS));
  }, 120_000);
});
