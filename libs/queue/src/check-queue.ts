import pg from 'pg';
import { connectRedis } from './queue-backend.js';

const TIMEOUT_MS = 5_000;
/** With any other policy a full Redis drops jobs without a word. */
const NEEDED_POLICY = 'noeviction';

/** Why the queue's store at this URL can't be used; undefined when it can. */
export async function checkQueue(url: string): Promise<string | undefined> {
  const asked = /^postgres(ql)?:/.test(url) ? askPostgres(url) : askRedis(url);
  return asked.catch((error: unknown) => (error instanceof Error ? error.message || error.name : String(error)));
}

async function askPostgres(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
  client.on('error', () => undefined); // a connection lost after the answer is of no interest here
  await client.connect();
  try {
    await client.query('SELECT 1');
    return undefined;
  } finally {
    await client.end();
  }
}

async function askRedis(url: string): Promise<string | undefined> {
  const client = connectRedis(url);
  const failure = new Promise<never>((_, reject) => {
    client.once('error', reject);
  });
  try {
    const policy = await Promise.race([client.config('GET', 'maxmemory-policy'), failure]);
    const found = (policy as string[])[1];
    return found && found !== NEEDED_POLICY
      ? `Redis may drop jobs when its memory is full: set maxmemory-policy to ${NEEDED_POLICY} (it is ${found})`
      : undefined;
  } finally {
    client.disconnect();
  }
}
