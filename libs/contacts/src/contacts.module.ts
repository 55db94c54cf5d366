import { Module } from '@nestjs/common';
import { ContactActions } from './actions/contact-actions.js';
import { ChangeRouter } from './changes/change-router.js';
import { ConsentService } from './consents/consent.service.js';
import { ContactsService } from './contacts/contacts.service.js';
import { FieldCatalogue } from './fields/field-catalogue.js';
import { ContactIdentifier } from './identity/contact-identifier.js';
import { ContactWriter } from './write/contact-writer.js';

/** Contacts and what is known about them. Needs the list `CHANGE_CONSUMERS` from the registry. */
@Module({
  providers: [
    FieldCatalogue,
    ContactWriter,
    ContactsService,
    ContactActions,
    ContactIdentifier,
    ChangeRouter,
    ConsentService,
  ],
  exports: [
    FieldCatalogue,
    ContactWriter,
    ContactsService,
    ContactActions,
    ContactIdentifier,
    ChangeRouter,
    ConsentService,
  ],
})
export class ContactsModule {}
