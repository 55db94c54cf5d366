import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { AutomationsModule } from '#libs/automations';
import { LedgerModule } from '#libs/ledger';
import { AlertMailer } from './alerts/alert-mailer.service.js';
import { AlertMaker } from './alerts/alert-maker.service.js';
import { AlertReminder } from './alerts/alert-reminder.service.js';
import { AlertsService } from './alerts/alerts.service.js';
import { AlertWriter } from './alerts/alert-writer.service.js';
import { OwnerAssigner } from './routing/owner-assigner.service.js';
import { RepRouter } from './routing/rep-router.service.js';
import { SalesContactOwner } from './sales.contact-owner.js';
import { SalesMessageSource } from './sales.message-source.js';

const PUBLIC = [AlertsService, AlertReminder, AlertMaker, SalesContactOwner, SalesMessageSource];

/** What sales people work with: alerts and tasks that automations give them. */
@Module({
  imports: [AccountsModule, AutomationsModule, LedgerModule],
  providers: [...PUBLIC, AlertMailer, AlertWriter, OwnerAssigner, RepRouter],
  exports: PUBLIC,
})
export class SalesModule {}
