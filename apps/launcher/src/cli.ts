#!/usr/bin/env node
import 'reflect-metadata';
import { EmbeddedPostgresError, useEmbeddedPostgres, type UsedPostgres } from '#libs/db';
import { type Config, ConfigError, DomainError, readConfig } from '#libs/kernel';
import { resolve } from 'node:path';
import { type CommandContext } from './commands/define-command.js';
import { findCommand, helpText } from './commands/find-command.js';
import { COMMANDS } from './commands/index.js';
import { consoleOutput, LaunchError } from './console-output.js';

/** Opens the embedded database at most once, when a command first asks for it. */
class Databases {
  private embedded: Promise<UsedPostgres> | undefined;

  constructor(
    private readonly config: Config,
    private readonly dataDir: string,
  ) {}

  async url(): Promise<string> {
    if (this.config.env.DATABASE_URL) return this.config.env.DATABASE_URL;
    this.embedded ??= useEmbeddedPostgres({ dataDir: this.dataDir, log: consoleOutput.warn });
    try {
      return (await this.embedded).url;
    } catch (error) {
      if (error instanceof EmbeddedPostgresError) throw new LaunchError(error.message, { cause: error });
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = await this.embedded?.catch(() => undefined); // whoever asked for it has been told
    await opened?.stop();
  }
}

async function run(argv: readonly string[]): Promise<number> {
  const found = findCommand(COMMANDS, argv);
  if (!found) {
    const asked = argv.length === 0 || ['help', '--help', '-h'].includes(argv[0] ?? '');
    (asked ? consoleOutput.say : consoleOutput.warn)(helpText(COMMANDS));
    return asked ? 0 : 2;
  }
  const config = readConfig();
  const dataDir = resolve(config.env.TIDINGS_DATA_DIR);
  const databases = new Databases(config, dataDir);
  const context: CommandContext = { config, dataDir, out: consoleOutput, databaseUrl: () => databases.url() };
  try {
    return await found.command.run(found.args, context);
  } finally {
    await databases.close();
  }
}

/** Every wrong value in a line of its own; a stack only for what is a fault of ours. */
function explain(error: unknown): string {
  if (error instanceof DomainError && error.errors.length > 1) {
    return error.errors.map(({ path, message }) => `${path}: ${message}`).join('\n');
  }
  const known = error instanceof LaunchError || error instanceof ConfigError || error instanceof DomainError;
  return known ? error.message : String((error as Error).stack);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  consoleOutput.warn(explain(error));
  process.exitCode = 1;
}
