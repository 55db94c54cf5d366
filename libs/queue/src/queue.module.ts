import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config, createLogger, type Logger } from '#libs/kernel';
import type { Queue } from 'bullmq';
import { Housekeeping } from './housekeeping.js';
import { QUEUES, type QueueName } from './job-catalogue.js';
import { openQueueBackend, type QueueBackend } from './queue-backend.js';
import { QUEUE_LOGGER, QUEUE_MAP, Signals } from './signals.js';
import { Sweeper } from './sweeper.js';

const BACKEND = Symbol('queue backend');

/** Closes the shared connection last: `onApplicationShutdown` runs in import order, and this module is imported first. */
@Injectable()
class BackendCloser implements OnApplicationShutdown {
  constructor(
    @Inject(BACKEND) private readonly backend: QueueBackend,
    @Inject(QUEUE_MAP) private readonly queues: ReadonlyMap<QueueName, Queue>,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
  }
}

@Module({})
class BackendModule {
  static forRoot(listeners: number): DynamicModule {
    return {
      module: BackendModule,
      global: true,
      providers: [
        {
          provide: QUEUE_LOGGER,
          inject: [Config],
          useFactory: (config: Config) => createLogger('queue', config.env.LOG_LEVEL),
        },
        {
          provide: BACKEND,
          inject: [Config, QUEUE_LOGGER],
          useFactory: (config: Config, logger: Logger) =>
            openQueueBackend(config.queueUrl, listeners, (error) => {
              logger.warn({ err: error }, 'queue connection');
            }),
        },
      ],
      exports: [BACKEND, QUEUE_LOGGER],
    };
  }
}

/** Queues, signals and the sweeper. A worker passes how many processors it runs; the api passes 0. */
@Module({})
export class QueueModule {
  static forRoot({ listeners }: { listeners: number }): DynamicModule {
    const queues = BullModule.registerQueue(...QUEUES.map((name) => ({ name })));
    return {
      module: QueueModule,
      global: true,
      imports: [
        BackendModule.forRoot(listeners),
        BullModule.forRootAsync({
          inject: [BACKEND],
          // The braces keep the keys of a Redis Cluster in one slot; PostgreSQL ignores the prefix.
          useFactory: (backend: QueueBackend) => ({ connection: backend.connection, prefix: '{tidings}' }),
        }),
        queues,
      ],
      providers: [
        {
          provide: QUEUE_MAP,
          inject: [QUEUE_LOGGER, ...QUEUES.map((name) => getQueueToken(name))],
          useFactory: (logger: Logger, ...all: Queue[]) =>
            new Map(all.map((queue) => [queue.name, watch(queue, logger)])),
        },
        Signals,
        Sweeper,
        Housekeeping,
        BackendCloser,
      ],
      exports: [Signals, Sweeper, Housekeeping, QUEUE_MAP, BullModule],
    };
  }
}

/** BullMQ tries again by itself; an error that nobody listens to it would print with all that hangs on it. */
function watch(queue: Queue, logger: Logger): Queue {
  return queue.on('error', (error) => {
    logger.warn({ err: error, queue: queue.name }, 'queue not reachable');
  });
}
