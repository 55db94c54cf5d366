import { type DynamicModule, Module } from '@nestjs/common';
import { Config, LOGGER, type Logger } from '#libs/kernel';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions, type EntityClass } from './data-source.js';
import { Database } from './database.js';
import { DatabasePulse, PoolSockets } from './database-pulse.js';

interface DbModuleSettings {
  readonly entities: readonly EntityClass[];
  readonly applicationName: string;
  readonly poolSize?: number;
  readonly lockTimeoutMs?: number;
  readonly idleTransactionMs?: number;
  /** Whoever waits for a server that answers nobody is told within seconds: for processes that answer people. */
  readonly givesUp?: boolean;
}

/** Provides `Database` and TypeORM's repositories to the whole process. Needs a global provider of `Config`. */
@Module({})
export class DbModule {
  static forRoot({ givesUp = false, ...settings }: DbModuleSettings): DynamicModule {
    const sockets = new PoolSockets();
    const pulse = {
      provide: DatabasePulse,
      inject: [Config, LOGGER],
      useFactory: (config: Config, logger: Logger) => new DatabasePulse(config.databaseUrl, sockets, logger),
    };
    return {
      module: DbModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Config],
          useFactory: (config: Config) => ({
            ...dataSourceOptions({
              url: config.databaseUrl,
              ...settings,
              ...(givesUp ? { makeSocket: sockets.make } : {}),
            }),
            retryAttempts: 0,
          }),
        }),
      ],
      providers: [Database, ...(givesUp ? [pulse] : [])],
      exports: [Database, TypeOrmModule],
    };
  }
}
