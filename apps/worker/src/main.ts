import 'reflect-metadata';
import {
  ConfigError,
  exitAtLatest,
  LOGGER,
  type Logger,
  NestLog,
  onLauncherGone,
  readConfig,
  reportReady,
} from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { NestFactory } from '@nestjs/core';
import { checkProcessors } from './check-processors.js';
import { PROCESSORS } from './processors.js';
import { WorkerModule } from './worker.module.js';

const STOP_WITHIN_MS = 9_000;

async function main(): Promise<void> {
  checkProcessors(PROCESSORS);
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(readConfig()), {
    abortOnError: false,
    bufferLogs: true,
  });
  app.useLogger(new NestLog(app.get<Logger>(LOGGER)));
  app.enableShutdownHooks();
  exitAtLatest(STOP_WITHIN_MS);
  onLauncherGone(() => {
    process.kill(process.pid, 'SIGTERM');
  });
  app.get(Sweeper).start();
  reportReady();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
