import { type DynamicModule, Module } from '@nestjs/common';
import { type Config, KernelModule } from '#libs/kernel';
import { DbModule } from '#libs/db';
import { QueueModule } from '#libs/queue';
import { ENTITIES, RegistryModule } from '#libs/registry';
import { PROCESSORS } from './processors.js';

/**
 * A row lock is the lease of routers, runners, timers and snapshots: a process that stands still in the middle of a
 * transaction (SIGSTOP, a frozen machine) must not keep it longer than a lease lasts.
 */
const IDLE_TRANSACTION_MS = 60_000;

/** The worker: the same libs as the api, with processors instead of controllers. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        KernelModule.forRoot({ config, name: 'worker' }),
        DbModule.forRoot({
          entities: ENTITIES,
          applicationName: 'tidings-worker',
          idleTransactionMs: IDLE_TRANSACTION_MS,
        }),
        QueueModule.forRoot({ listeners: PROCESSORS.length }),
        RegistryModule,
      ],
      providers: PROCESSORS,
    };
  }
}
