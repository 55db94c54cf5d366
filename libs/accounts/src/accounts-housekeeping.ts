import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Database } from '#libs/db';
import { Housekeeping } from '#libs/queue';

const HOUR_MS = 3_600_000;

/** What is removed, and how long after. A used or expired link is kept for a day, to explain itself. */
const TASKS = [
  { name: 'answers to idempotency keys', sql: 'DELETE FROM idempotency_keys WHERE created_at < $1', hours: 24 },
  { name: 'sign-in attempts', sql: 'DELETE FROM sign_in_attempts WHERE at < $1', hours: 1 },
  { name: 'expired sessions', sql: 'DELETE FROM sessions WHERE expires_at < $1', hours: 0 },
  { name: 'expired account links', sql: 'DELETE FROM account_links WHERE expires_at < $1', hours: 24 },
];

@Injectable()
export class AccountsHousekeeping implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    for (const { name, sql, hours } of TASKS) {
      this.housekeeping.register({
        name,
        run: () => this.db.execute(sql, [new Date(this.clock.now().getTime() - hours * HOUR_MS)]),
      });
    }
  }
}
