import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '#libs/queue';
import { MessageClaims } from './claims/message-claims.js';

/** Frees what dead processes held, and signals mails whose time has come. */
@Injectable()
export class LedgerSweep implements OnModuleInit {
  constructor(
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(MessageClaims) private readonly claims: MessageClaims,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      job: 'delivery.send',
      everyMs: 1000,
      findDue: async () => {
        await this.claims.expire();
        return (await this.claims.dueLanes()).length > 0 ? [{}] : [];
      },
    });
  }
}
