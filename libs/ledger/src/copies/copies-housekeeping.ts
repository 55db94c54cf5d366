import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Housekeeping, removeInBatches } from '#libs/queue';

const DAY_MS = 86_400_000;
/** Some 5 MB of copies. */
const BATCHES = { size: 1000, most: 100 };

const FORGET = `
  DELETE FROM message_copies WHERE message_id IN (SELECT message_id FROM message_copies
    WHERE kept_at <= $1 ORDER BY kept_at LIMIT ${String(BATCHES.size)} FOR UPDATE SKIP LOCKED)`;

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
    return removeInBatches(() => this.db.execute(FORGET, [before]), BATCHES);
  }
}
