import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { LOGGER, type Logger } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';
import { isDeepStrictEqual } from 'node:util';

/** Where credentials are stored: JSON values, of which an organisation has a handful. */
export interface CredentialColumn {
  /** Names it in the log: `senders`. */
  readonly name: string;
  /** Reads all rows as `key`, `type` and `stored`. */
  readonly read: string;
  /** Writes $2 at key $1 where $3 still stands, both JSON: whoever has changed it meanwhile has sealed it. */
  readonly write: string;
  /** What is stored, sealed under the present secret; equal to it when there is nothing to do. */
  readonly renew: (stored: unknown, type: string) => unknown;
}

/**
 * Seals what an older version has stored in the clear, and seals anew what a former secret sealed: when a process
 * starts, and with the housekeeping. Several may do it at once.
 */
@Injectable()
export class CredentialRenewal implements OnModuleInit, OnApplicationBootstrap {
  private readonly columns: CredentialColumn[] = [];

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Call from `onModuleInit` of the lib that owns the rows. */
  register(column: CredentialColumn): void {
    this.columns.push(column);
  }

  onModuleInit(): void {
    this.housekeeping.register({ name: 'credentials under a former key', run: () => this.run() });
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.logger.warn({ err: error }, 'stored credentials were not sealed; tried again with the housekeeping');
    }
  }

  /** Resolves with how many rows were written. */
  async run(): Promise<number> {
    let total = 0;
    for (const column of this.columns) total += await this.renew(column);
    return total;
  }

  private async renew({ name, read, write, renew }: CredentialColumn): Promise<number> {
    const rows = await this.db.query<{ key: string; type: string; stored: unknown }>(read);
    let written = 0;
    for (const { key, type, stored } of rows) {
      const renewed = renew(stored, type);
      if (isDeepStrictEqual(renewed, stored)) continue;
      written += await this.db.execute(write, [key, JSON.stringify(renewed), JSON.stringify(stored)]);
    }
    if (written > 0) this.logger.info({ table: name, written }, 'stored credentials sealed');
    return written;
  }
}
