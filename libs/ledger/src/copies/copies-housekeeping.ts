import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';

const DAY_MS = 86_400_000;
/** Some 5 MB of copies. */
const BATCH = 1000;
/** A round is bounded; what is left goes at the next. */
const MOST_BATCHES = 100;

const FORGET = `
  DELETE FROM message_copies WHERE message_id IN (SELECT message_id FROM message_copies
    WHERE kept_at <= $1 ORDER BY kept_at LIMIT ${String(BATCH)} FOR UPDATE SKIP LOCKED)`;

/** Removes copies of mails after the time that the organisation has chosen. */
@Injectable()
export class CopiesHousekeeping implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'copies of mails', run: () => this.forget() });
  }

  private async forget(): Promise<number> {
    const { message_copy_days: days } = await this.settings.read();
    const before = new Date(this.clock.now().getTime() - days * DAY_MS);
    let total = 0;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const removed = await this.db.execute(FORGET, [before]);
      total += removed;
      if (removed < BATCH) break;
    }
    return total;
  }
}
