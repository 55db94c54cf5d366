import { withSessionOptions } from '#libs/kernel';
import type { Socket } from 'node:net';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { registerTypeParsers } from './pg-types.js';

// An entity is named by its class.
export type EntityClass = abstract new () => object;

interface DataSourceSettings {
  readonly url: string;
  readonly entities?: readonly EntityClass[];
  /** Connections of this process; 10 unless asked otherwise. */
  readonly poolSize?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** A statement that waits longer than this for a lock fails (55P03). Without it, it waits as long as it takes. */
  readonly lockTimeoutMs?: number;
  /** A transaction that asks nothing for longer than this is ended by the server. Without it, the server's setting holds. */
  readonly idleTransactionMs?: number;
  /** Makes the socket of each connection. */
  readonly makeSocket?: () => Socket;
}

/** Options for every connection: UTC, no schema sync, a bounded wait for a connection, keep-alive. */
export function dataSourceOptions(settings: DataSourceSettings): DataSourceOptions {
  registerTypeParsers();
  const { lockTimeoutMs = 0, idleTransactionMs } = settings;
  // Not set, it is left to the server, whose administrator may have an opinion.
  const idle = idleTransactionMs === undefined ? '' : ` -c idle_in_transaction_session_timeout=${idleTransactionMs}`;
  return {
    type: 'postgres',
    url: withSessionOptions(settings.url, `-c timezone=UTC -c lock_timeout=${lockTimeoutMs}${idle}`),
    entities: [...(settings.entities ?? [])] as never[],
    synchronize: false,
    poolSize: settings.poolSize ?? 10,
    applicationName: settings.applicationName ?? 'tidings',
    extra: {
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      ...(settings.makeSocket ? { stream: settings.makeSocket } : {}),
    },
  };
}

export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource(dataSourceOptions(settings));
}
