import { Module } from '@nestjs/common';
import { ContactsModule } from '#libs/contacts';
import { ActivityContactOwner } from './activity.contact-owner.js';
import { EventIngest } from './ingest/event-ingest.js';

/** What contacts did: events, whoever sends them. */
@Module({
  imports: [ContactsModule],
  providers: [EventIngest, ActivityContactOwner],
  exports: [EventIngest, ActivityContactOwner],
})
export class ActivityModule {}
