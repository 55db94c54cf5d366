import { checkQueue } from '#libs/queue';
import { defineCheck, failed, ok } from './define-check.js';

export const queueCheck = defineCheck({
  label: 'Queue',
  async run({ config, databaseUrl }) {
    const own = config.env.QUEUE_URL;
    const url = own ?? (await databaseUrl().catch(() => undefined));
    if (!url) return [failed('it lives in the database, which does not answer')];
    const problem = await checkQueue(url);
    if (problem) return [failed(`${problem}. Check QUEUE_URL.`)];
    return [ok(own ? `${new URL(own).host} answers` : 'in the database')];
  },
});
