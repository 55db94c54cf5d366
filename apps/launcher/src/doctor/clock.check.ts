import { checkServer } from '#libs/db';
import { defineCheck, ok, warning } from './define-check.js';

/** Leases are a minute long and waits end to the second; beyond this, processes disagree on what is due. */
const TOLERATED_MS = 2_000;
/** A clock before this has never been set. */
const PLAUSIBLE_FROM = Date.parse('2026-01-01T00:00:00Z');

export const clockCheck = defineCheck({
  label: 'Clock',
  async run({ databaseUrl }) {
    if (Date.now() < PLAUSIBLE_FROM) {
      return [warning(`This machine believes that it is ${new Date().toISOString()}. Set its clock (NTP).`)];
    }
    const url = await databaseUrl().catch(() => undefined);
    const offset = url ? (await checkServer(url)).clockOffsetMs : undefined;
    if (offset === undefined) return [warning('could not be compared with the database, which does not answer')];
    const seconds = (Math.abs(offset) / 1000).toFixed(1);
    if (Math.abs(offset) > TOLERATED_MS) {
      return [
        warning(
          `The database's clock is ${seconds} s ${offset > 0 ? 'ahead of' : 'behind'} this machine's. ` +
            'Run an NTP service on both.',
        ),
      ];
    }
    return [ok(`agrees with the database's within ${seconds} s`)];
  },
});
