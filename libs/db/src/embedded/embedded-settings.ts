import { totalmem } from 'node:os';

const MIB = 1024 * 1024;

/** An eighth of the machine's memory, at least 128 MB and at most 2 GB: the rest is for the workers and the page cache. */
function sharedBuffersMb(memoryBytes: number): number {
  return Math.min(2048, Math.max(128, Math.floor(memoryBytes / 8 / MIB)));
}

/** Settings of the embedded server; the port comes with each start. */
export function embeddedSettings(port: number): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // the path of a data folder may be longer than a socket's may be
    shared_buffers: `${String(sharedBuffersMb(totalmem()))}MB`,
    effective_cache_size: `${String(Math.max(512, Math.floor(totalmem() / 2 / MIB)))}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB', // an import of a million rows would otherwise wait for checkpoints
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off', // compiling costs more than it gains on our statements
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    cluster_name: 'tidings',
  };
}

/** For tests: a crash of the machine may lose everything, in exchange for speed. */
export const THROWAWAY_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_wal_size: '512MB', // it may lie in memory
};
