import { type DynamicModule, Module } from '@nestjs/common';
import { Config } from '#libs/kernel';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions, type EntityClass } from './data-source.js';
import { Database } from './database.js';

interface DbModuleSettings {
  readonly entities: readonly EntityClass[];
  readonly applicationName: string;
  readonly poolSize?: number;
  readonly lockTimeoutMs?: number;
}

/** Provides `Database` and TypeORM's repositories to the whole process. Needs a global provider of `Config`. */
@Module({})
export class DbModule {
  static forRoot(settings: DbModuleSettings): DynamicModule {
    return {
      module: DbModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Config],
          useFactory: (config: Config) => ({
            ...dataSourceOptions({ url: config.databaseUrl, ...settings }),
            retryAttempts: 0,
          }),
        }),
      ],
      providers: [Database],
      exports: [Database, TypeOrmModule],
    };
  }
}
