import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Config, createLogger, type Logger } from '#libs/kernel';

const SUPPRESS = `
  INSERT INTO suppressions (email, reason, source) SELECT lower(email), 'hard_bounce', source
  FROM unnest($1::text[], $2::text[]) AS dead (email, source)
  ON CONFLICT (email) DO NOTHING`;

/** Addresses that a server declared dead get no further mail. Written a moment later, in one statement for many. */
@Injectable()
export class DeadAddresses {
  private waiting: { email: string; source: string }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly logger: Logger;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Config) config: Config,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
  }

  add(email: string, response: string): void {
    this.waiting.push({ email, source: response.replaceAll('\u0000', '').slice(0, 500) });
    this.timer ??= setTimeout(() => {
      void this.flush();
    }, 100);
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting.splice(0);
    if (batch.length === 0) return;
    try {
      await this.db.execute(SUPPRESS, [batch.map((dead) => dead.email), batch.map((dead) => dead.source)]);
    } catch (error) {
      this.logger.warn({ err: error, addresses: batch.length }, 'dead addresses not suppressed yet; trying again');
      this.waiting.push(...batch);
      this.timer = setTimeout(() => {
        void this.flush();
      }, 1000);
    }
  }
}
