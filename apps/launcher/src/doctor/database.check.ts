import { checkServer, pendingMigrations } from '#libs/db';
import { LaunchError } from '../console-output.js';
import { defineCheck, failed, type Finding, ok, warning } from './define-check.js';

export const databaseCheck = defineCheck({
  label: 'Database',
  async run({ databaseUrl, config }) {
    try {
      const url = await databaseUrl();
      const server = await checkServer(url);
      if (server.problems.length > 0) return server.problems.map(failed);
      const kind = config.env.DATABASE_URL ? 'yours (DATABASE_URL)' : 'embedded';
      return [ok(`PostgreSQL ${server.version ?? ''}, UTF8, ICU; ${kind}`), ...(await schemaFindings(url))];
    } catch (error) {
      if (error instanceof LaunchError) return [failed(error.message)];
      throw error;
    }
  },
});

async function schemaFindings(url: string): Promise<Finding[]> {
  const pending = await pendingMigrations(url);
  if (pending.length === 0) return [ok('its tables are up to date')];
  return [warning(`${pending.length} migrations are still to be applied: \`tidings migrate\`, or start Tidings`)];
}
