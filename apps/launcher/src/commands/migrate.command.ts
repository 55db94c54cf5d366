import { runMigrations } from '../services/run-migrations.js';
import { defineCommand } from './define-command.js';

export const migrateCommand = defineCommand({
  name: 'migrate',
  usage: '',
  summary: 'Bring the database and the queue up to date. Does nothing when they are.',
  async run(_args, { config, out, databaseUrl }) {
    const url = await databaseUrl();
    await runMigrations(url, config.env.QUEUE_URL ?? url, out);
    out.say('The database is up to date.');
    return 0;
  },
});
