import 'reflect-metadata';
import { DbModule } from '#libs/db';
import { ReturnListener } from '#libs/delivery';
import {
  type Config,
  ConfigError,
  exitAtLatest,
  KernelModule,
  LOGGER,
  type Logger,
  NestLog,
  onLauncherGone,
  readConfig,
  reportReady,
} from '#libs/kernel';
import { QueueModule } from '#libs/queue';
import { ENTITIES, RegistryModule } from '#libs/registry';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { hostname } from 'node:os';

const STOP_WITHIN_MS = 9_000;

/** The listener for returned mail: a process of its own, so that what strangers send takes no time from the api. */
@Module({})
class ReturnsModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ReturnsModule,
      imports: [
        KernelModule.forRoot({ config, name: 'returns' }),
        DbModule.forRoot({ entities: ENTITIES, applicationName: 'tidings-returns' }),
        QueueModule.forRoot({ listeners: 0 }),
        RegistryModule,
      ],
    };
  }
}

async function main(): Promise<void> {
  const config = readConfig();
  const port = config.env.BOUNCE_SMTP_PORT;
  if (port === undefined) throw new ConfigError(['BOUNCE_SMTP_PORT: is not set; it is the port to listen on.']);
  const app = await NestFactory.createApplicationContext(ReturnsModule.forRoot(config), {
    abortOnError: false,
    bufferLogs: true,
  });
  app.useLogger(new NestLog(app.get<Logger>(LOGGER)));
  exitAtLatest(STOP_WITHIN_MS);
  const listener = await app.get(ReturnListener).start({ host: config.env.HOST, port, name: hostname() });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await listener.stop();
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  onLauncherGone(() => void stop());
  reportReady();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
