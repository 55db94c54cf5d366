import { DbModule } from '#libs/db';
import { Config, createLogger, KernelModule, NestLog } from '#libs/kernel';
import { QueueModule } from '#libs/queue';
import { ENTITIES, RegistryModule } from '#libs/registry';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Module({})
class CommandModule {}

/**
 * All libs in this process, with neither processors nor a sweeper: for commands that do their work themselves. Close
 * it after use. It logs nothing: stdout is the command's, which says itself what went wrong.
 */
export async function openLibs(config: Config, databaseUrl: string): Promise<INestApplicationContext> {
  const logger = createLogger('command', 'silent');
  const own = new Config({ ...config.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' });
  const root = {
    module: CommandModule,
    imports: [
      KernelModule.forRoot({ config: own, name: 'command', logger }),
      DbModule.forRoot({ entities: ENTITIES, applicationName: 'tidings-command', poolSize: 4 }),
      QueueModule.forRoot({ listeners: 0 }),
      RegistryModule,
    ],
  };
  return NestFactory.createApplicationContext(root, { abortOnError: false, logger: new NestLog(logger) });
}
