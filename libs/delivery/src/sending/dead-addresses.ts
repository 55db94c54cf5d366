import { Inject, Injectable } from '@nestjs/common';
import { ConsentService } from '#libs/contacts';
import { Database } from '#libs/db';
import { Config, createLogger, type Logger } from '#libs/kernel';

const SUPPRESS = `
  INSERT INTO suppressions (email, reason, source)
  SELECT DISTINCT ON (lower(email)) lower(email), 'hard_bounce', source
  FROM unnest($1::text[], $2::text[]) AS dead (email, source) ORDER BY lower(email)
  ON CONFLICT (email) DO NOTHING`;

interface DeadAddress {
  readonly email: string;
  readonly source: string;
  readonly contactId: number;
}

/**
 * Addresses that a server declared dead in the session get no further mail, and their contacts' consents end, as by a
 * report afterwards. Written a moment later, in one transaction for many.
 */
@Injectable()
export class DeadAddresses {
  private waiting: DeadAddress[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly logger: Logger;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConsentService) private readonly consents: ConsentService,
    @Inject(Config) config: Config,
  ) {
    this.logger = createLogger('delivery', config.env.LOG_LEVEL);
  }

  /** `contactId` 0 for a recipient who is none. */
  add(email: string, response: string, contactId: number): void {
    this.waiting.push({ email, source: response.replaceAll('\u0000', '').slice(0, 500), contactId });
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
      await this.write(batch);
    } catch (error) {
      this.logger.warn({ err: error, addresses: batch.length }, 'dead addresses not suppressed yet; trying again');
      this.waiting.push(...batch);
      this.timer = setTimeout(() => {
        void this.flush();
      }, 1000);
    }
  }

  private async write(batch: readonly DeadAddress[]): Promise<void> {
    const contactIds = batch.map(({ contactId }) => contactId).filter((id) => id > 0);
    await this.db.transaction(async (tx) => {
      await tx.execute(SUPPRESS, [batch.map((dead) => dead.email), batch.map((dead) => dead.source)]);
      const proof = { source: 'hard_bounce', actor: 'returned mail' };
      await this.consents.end(tx, [...new Set(contactIds)], 'cleaned', proof);
    });
  }
}
