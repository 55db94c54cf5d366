import { Module } from '@nestjs/common';
import { ContactsModule } from '#libs/contacts';
import { ActivityContactOwner } from './activity.contact-owner.js';
import { CurrencyRates } from './currencies/currency-rates.service.js';
import { EventsImportKind } from './imports/events.import-kind.js';
import { EventIngest } from './ingest/event-ingest.js';

/** What contacts did: events, whoever sends them. */
@Module({
  imports: [ContactsModule],
  providers: [CurrencyRates, EventIngest, EventsImportKind, ActivityContactOwner],
  exports: [CurrencyRates, EventIngest, EventsImportKind, ActivityContactOwner],
})
export class ActivityModule {}
