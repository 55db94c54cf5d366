import { pendingMigrations } from '#libs/db';
import { runMigrations } from '../services/run-migrations.js';
import { type CommandContext } from './define-command.js';

/** The database's URL, with its tables up to date: a command may be the first thing that is ever run. */
export async function openMigrated({ config, out, databaseUrl }: CommandContext): Promise<string> {
  const url = await databaseUrl();
  // What a command prints may be read by a program, so progress goes to stderr.
  if ((await pendingMigrations(url)).length > 0) {
    await runMigrations(url, config.env.QUEUE_URL ?? url, { say: out.warn, warn: out.warn });
  }
  return url;
}
