import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { MessageClaims } from './claims/message-claims.js';

const DUE = `SELECT EXISTS (SELECT FROM messages WHERE state IN ('pending', 'deferred') AND due_at <= $1) AS due`;

/** Frees what dead processes held, and signals mails whose time has come. */
@Injectable()
export class LedgerSweep implements OnModuleInit {
  constructor(
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(MessageClaims) private readonly claims: MessageClaims,
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      job: 'delivery.send',
      everyMs: 1000,
      findDue: async () => {
        await this.claims.expire();
        const [row] = await this.db.query<{ due: boolean }>(DUE, [this.clock.now()]);
        return row?.due ? [{}] : [];
      },
    });
  }
}
