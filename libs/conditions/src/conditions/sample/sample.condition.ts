import { z } from 'zod';
import { defineCondition } from '../../leaves/define-condition.js';

interface SampleParams {
  readonly percent: number;
  readonly salt: string;
}

/** Parts of a million: percentages with up to four decimals are exact. */
const PARTS = 1_000_000;

export const sample = defineCondition<SampleParams>({
  type: 'sample',
  label: 'Random sample',
  description: 'A fixed share of all contacts. The same salt always gives the same contacts; another salt others.',
  params: z.strictObject({
    percent: z.number().min(0).max(100),
    salt: z.string().max(100).default(''),
  }),
  reads: () => [],
  // The first 32 bits of an MD5 are uniform and the same on every server, whatever its version.
  toSql: ({ percent, salt }, sql) => {
    const hash = `('x' || left(md5(${sql.param(salt, 'text')} || ':' || c.id), 8))::bit(32)::bigint`;
    const limit = sql.param(Math.round((percent / 100) * PARTS), 'bigint');
    return { test: `(${hash} % ${String(PARTS)} < ${limit})` };
  },
  explain: ({ percent, salt }, _fact) => `In the sample of ${String(percent)} %${salt ? ` named ${salt}` : ''}`,
});
