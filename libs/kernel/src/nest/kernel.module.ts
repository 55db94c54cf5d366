import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../clock.js';
import { Config } from '../config/read-config.js';
import { GuardedHttpClient } from '../http/guarded-http.client.js';
import { LiveTopics } from '../live/live-topics.js';
import { Shutdown } from '../process/shutdown.js';
import { createLogger, type Logger } from '../log.js';

/** Nest token of the process's log. Inject it as `Logger`. */
export const LOGGER = Symbol('log of the process');

interface KernelModuleSettings {
  readonly config: Config;
  /** Names the process in the log: `api`, `worker`. */
  readonly name: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Gives the whole process its configuration, clock, log and live topics. Import it first. */
@Module({})
export class KernelModule {
  static forRoot({ config, name, clock, logger }: KernelModuleSettings): DynamicModule {
    return {
      module: KernelModule,
      global: true,
      providers: [
        { provide: Config, useValue: config },
        { provide: Clock, useValue: clock ?? new SystemClock() },
        LiveTopics,
        Shutdown,
        { provide: GuardedHttpClient, useValue: new GuardedHttpClient(new Set(config.env.TIDINGS_PRIVATE_HOSTS)) },
        { provide: LOGGER, useValue: logger ?? createLogger(name, config.env.LOG_LEVEL) },
      ],
      exports: [Config, Clock, LiveTopics, Shutdown, GuardedHttpClient, LOGGER],
    };
  }
}
