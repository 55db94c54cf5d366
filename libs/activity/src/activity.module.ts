import { Module } from '@nestjs/common';
import { ContactsModule } from '#libs/contacts';
import { ActivityContactOwner } from './activity.contact-owner.js';
import { EventsImportKind } from './imports/events.import-kind.js';
import { EventIngest } from './ingest/event-ingest.js';

/** What contacts did: events, whoever sends them. */
@Module({
  imports: [ContactsModule],
  providers: [EventIngest, EventsImportKind, ActivityContactOwner],
  exports: [EventIngest, EventsImportKind, ActivityContactOwner],
})
export class ActivityModule {}
