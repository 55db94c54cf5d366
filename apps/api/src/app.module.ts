import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { type Clock, type Config, KernelModule } from '#libs/kernel';
import { DbModule } from '#libs/db';
import { QueueModule } from '#libs/queue';
import { ENTITIES, RegistryModule } from '#libs/registry';
import { AccessGuard } from './access/access.guard.js';
import { CONTROLLERS } from './controllers.js';
import { Readiness } from './health/readiness.service.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ValidationPipe } from './http/validation.pipe.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { LiveBroadcast } from './live/live-broadcast.service.js';
import { TrackingController } from './public/tracking.controller.js';

/**
 * Long enough for the locks that a batch of an import holds, and short enough for whoever waits for an answer: a call
 * that gets through to nothing says 503 and when to come again.
 */
const LOCK_TIMEOUT_MS = 8_000;

interface AppSettings {
  readonly config: Config;
  readonly clock?: Clock;
}

/** The api: libs below, controllers above, guard, interceptor, pipe and filter around all of them. */
@Module({})
export class AppModule {
  static forRoot({ config, clock }: AppSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        KernelModule.forRoot({ config, name: 'api', ...(clock ? { clock } : {}) }),
        DbModule.forRoot({
          entities: ENTITIES,
          applicationName: 'tidings-api',
          lockTimeoutMs: LOCK_TIMEOUT_MS,
          givesUp: true,
        }),
        QueueModule.forRoot({ listeners: 0 }),
        RegistryModule,
      ],
      controllers: CONTROLLERS,
      providers: [
        LiveBroadcast,
        Readiness,
        TrackingController,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_PIPE, useClass: ValidationPipe },
      ],
    };
  }
}
