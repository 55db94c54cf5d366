import { Module } from '@nestjs/common';
import { ContactActions } from './actions/contact-actions.js';
import { ChangeRouter } from './changes/change-router.js';
import { ConsentService } from './consents/consent.service.js';
import { ContactsService } from './contacts/contacts.service.js';
import { SingleWrites } from './contacts/single-writes.js';
import { ContactsContactOwner } from './contacts.contact-owner.js';
import { ContactErasure } from './erasure/contact-erasure.js';
import { ContactExport } from './exports/contact-export.service.js';
import { FieldCatalogue } from './fields/field-catalogue.js';
import { FieldsService } from './fields/fields.service.js';
import { ContactIdentifier } from './identity/contact-identifier.js';
import { FileImports } from './imports/file-imports.service.js';
import { ImportClaims } from './imports/import-claims.js';
import { ImportErrors } from './imports/import-errors.js';
import { ImportRunner } from './imports/import-runner.js';
import { ImportsService } from './imports/imports.service.js';
import { ContactsImportKind } from './imports/kinds/contacts.import-kind.js';
import { UploadStore } from './imports/uploads/upload-store.js';
import { ContactsQuery } from './list/contacts.query.js';
import { ContactMerger } from './merge/contact-merger.service.js';
import { MergeSettler } from './merge/merge-settler.service.js';
import { NotesService } from './notes/notes.service.js';
import { SuppressionsService } from './suppressions/suppressions.service.js';
import { TagsService } from './tags/tags.service.js';
import { Timeline } from './timeline/timeline.service.js';
import { TopicsService } from './topics/topics.service.js';
import { ContactWriter } from './write/contact-writer.js';

const SERVICES = [
  FieldCatalogue,
  FieldsService,
  TagsService,
  TopicsService,
  ConsentService,
  SuppressionsService,
  NotesService,
  ContactWriter,
  SingleWrites,
  ContactsService,
  ContactsQuery,
  ContactActions,
  ContactIdentifier,
  ContactErasure,
  ContactMerger,
  MergeSettler,
  ContactsContactOwner,
  Timeline,
  ChangeRouter,
  ContactsImportKind,
  UploadStore,
  ImportsService,
  ImportClaims,
  ImportErrors,
  ImportRunner,
  FileImports,
  ContactExport,
];

/** Contacts and what is known about them. Needs the lists `CHANGE_CONSUMERS`, `CONTACT_OWNERS` and `IMPORT_KINDS` from the registry. */
@Module({ providers: SERVICES, exports: SERVICES })
export class ContactsModule {}
