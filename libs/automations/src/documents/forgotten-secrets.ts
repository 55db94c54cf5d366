import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';

const DAY_MS = 86_400_000;
const BATCH = 1_000;

// A draft saves itself while somebody types: what was kept of half a secret, and what was changed before it was ever
// published, is named by nothing any more. Calls name only what a version names.
const FORGET = `
  DELETE FROM kept_secrets WHERE ref IN (SELECT ref FROM kept_secrets kept WHERE created_at < $1
      AND NOT EXISTS (SELECT FROM webhook_endpoints WHERE secret = kept.ref OR strpos(headers::text, kept.ref) > 0)
      AND NOT EXISTS (SELECT FROM automations WHERE strpos(draft::text, kept.ref) > 0)
      AND NOT EXISTS (SELECT FROM automation_versions WHERE strpos(definition::text, kept.ref) > 0)
    LIMIT ${String(BATCH)})
  AND created_at < $1`;

/** Forgets secrets that no endpoint and no document names, a day after they were written. */
@Injectable()
export class ForgottenSecrets implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    const run = (): Promise<number> => this.db.execute(FORGET, [new Date(this.clock.now().getTime() - DAY_MS)]);
    this.housekeeping.register({ name: 'secrets that nothing names', run });
  }
}
