import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';

const DAY_MS = 86_400_000;

/** Soft bounces are kept as long as the longest span over which they may add up. */
const TASKS = [
  { name: 'returned mails', sql: 'DELETE FROM returned_mails WHERE received_at < $1', days: 90 },
  {
    name: 'text of returned mails',
    sql: 'UPDATE returned_mails SET raw = NULL WHERE received_at < $1 AND raw IS NOT NULL',
    days: 30,
  },
  { name: 'soft bounces', sql: 'DELETE FROM soft_bounces WHERE at < $1', days: 400 },
  { name: 'one-time values of reports', sql: 'DELETE FROM hook_nonces WHERE at < $1', days: 2 },
];

@Injectable()
export class ReturnsHousekeeping implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    for (const { name, sql, days } of TASKS) {
      this.housekeeping.register({
        name,
        run: () => this.db.execute(sql, [new Date(this.clock.now().getTime() - days * DAY_MS)]),
      });
    }
  }
}
