import { Module } from '@nestjs/common';
import { ContactsModule } from '#libs/contacts';
import { EventIngest } from './ingest/event-ingest.js';

/** What contacts did: events, whoever sends them. */
@Module({
  imports: [ContactsModule],
  providers: [EventIngest],
  exports: [EventIngest],
})
export class ActivityModule {}
