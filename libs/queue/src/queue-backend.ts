import { createPostgresBackend, runMigrations, setDefaultBackendFactory, type ConnectionOptions } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import pg from 'pg';
import { withSessionOptions } from '#libs/kernel';
import { QUEUES } from './job-catalogue.js';

const SCHEMA = 'bullmq';

/** One connection for all queues of a process. */
export interface QueueBackend {
  readonly connection: ConnectionOptions;
  close(): Promise<void>;
}

/**
 * Opens the store that the URL names and makes it BullMQ's default.
 * `listeners` is how many workers will LISTEN: with PostgreSQL each keeps a connection of the shared pool.
 */
export function openQueueBackend(url: string, listeners: number, onError: (error: Error) => void): QueueBackend {
  return /^postgres(ql)?:/.test(url) ? openPostgres(url, listeners, onError) : openRedis(url, onError);
}

function openPostgres(url: string, listeners: number, onError: (error: Error) => void): QueueBackend {
  const pool = new pg.Pool({
    connectionString: withSessionOptions(url, `-c search_path=${SCHEMA} -c timezone=UTC`),
    max: listeners + 4,
    application_name: 'tidings-queue',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // Every queue and every worker listens for errors of the one pool; Node would take more than ten for a leak.
  pool.setMaxListeners(2 * QUEUES.length + 10);
  pool.on('error', onError);
  setDefaultBackendFactory(createPostgresBackend);
  // BullMQ's Nest module types connections as Redis'; the backend above takes the pool.
  return { connection: pool, close: () => pool.end() };
}

function openRedis(url: string, onError: (error: Error) => void): QueueBackend {
  const client = connectRedis(url);
  client.on('error', onError);
  setDefaultBackendFactory();
  return {
    connection: client,
    close: async () => {
      client.disconnect();
      await Promise.resolve();
    },
  };
}

/** BullMQ blocks on Redis without a bound, so that no request may give up by count. */
const REDIS_OPTIONS = { maxRetriesPerRequest: null } as const;

/** A client for any of the Redis URLs that QUEUE_URL may have. */
export function connectRedis(url: string): Redis | Cluster {
  const { protocol } = new URL(url);
  if (protocol === 'redis+cluster:')
    return new Cluster(hostsOf(url), { redisOptions: { ...REDIS_OPTIONS, ...credentials(url) } });
  if (protocol === 'redis+sentinel:') {
    // redis+sentinel://host:port,host:port/master-name
    const name = new URL(firstHostUrl(url)).pathname.slice(1) || 'mymaster';
    return new Redis({ sentinels: hostsOf(url), name, ...REDIS_OPTIONS, ...credentials(url) });
  }
  return new Redis(url, REDIS_OPTIONS);
}

function hostsOf(url: string): { host: string; port: number }[] {
  const authority = url.replace(/^[^/]*\/\//, '').replace(/[/?].*$/, '');
  const hosts = authority.slice(authority.lastIndexOf('@') + 1);
  return hosts.split(',').map((entry) => {
    const [host = 'localhost', port] = entry.split(':');
    return { host, port: Number(port ?? 6379) };
  });
}

/** URL can't parse several hosts: keep the first. */
function firstHostUrl(url: string): string {
  return url.replace(/,[^/?]*/, '');
}

function credentials(url: string): { username?: string; password?: string } {
  const { username, password } = new URL(firstHostUrl(url));
  return {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
  };
}

/** Makes BullMQ's tables when the queue lives in PostgreSQL; Redis needs none. Call once at deploy. */
export async function migrateQueue(url: string): Promise<void> {
  if (!/^postgres(ql)?:/.test(url)) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}
