import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Housekeeping, removeInBatches } from '#libs/queue';
import { KeptSecrets } from './kept-secrets.service.js';

const DAY_MS = 86_400_000;
const BATCHES = { size: 10_000, most: 50 };

const FORGET = `
  DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
    WHERE state IN ('delivered', 'failed', 'skipped', 'held') AND updated_at < $1
    ORDER BY updated_at LIMIT ${String(BATCHES.size)} FOR UPDATE SKIP LOCKED)`;

/** Forgets calls that are over after the time that the organisation has chosen, and keeps secrets under the present key. */
@Injectable()
export class WebhookHousekeeping implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(KeptSecrets) private readonly kept: KeptSecrets,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'calls of webhooks', run: () => this.forget() });
    this.housekeeping.register({ name: 'secrets under a former key', run: () => this.kept.reseal() });
  }

  private async forget(): Promise<number> {
    const { webhook_log_days: days } = await this.settings.read();
    const before = new Date(this.clock.now().getTime() - days * DAY_MS);
    return removeInBatches(() => this.db.execute(FORGET, [before]), BATCHES);
  }
}
