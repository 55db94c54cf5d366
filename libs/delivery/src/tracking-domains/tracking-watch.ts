import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Housekeeping } from '#libs/queue';
import { TrackingDomains } from './tracking-domains.service.js';

const AGE_MS = 30 * 60_000;

/**
 * Looks at tracking domains every half hour: one that leads here no longer would make dead links of all that is sent,
 * and one whose record has come to be there is used without anybody asking.
 */
@Injectable()
export class TrackingWatch implements OnModuleInit {
  constructor(
    @Inject(TrackingDomains) private readonly domains: TrackingDomains,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({
      name: 'tracking domains',
      run: async () => {
        await this.domains.checkThoseBefore(new Date(this.clock.now().getTime() - AGE_MS));
        return 0;
      },
    });
  }
}
