export { ContactActions, type ActionSource } from './actions/contact-actions.js';
export { appendChanges, CHANGE_SHARDS } from './changes/append-changes.js';
export { type CauseChain, chainText, shortestChains, withCauses } from './changes/cause-chain.js';
export { isWanted, unreadChanges, wantChanges } from './changes/change-readers.js';
export { ChangeRouter } from './changes/change-router.js';
export { type ContactChange, type Dimension, type NewContactChange } from './changes/contact-change.js';
export { readConsentAt } from './consents/consent-at.js';
export { ConsentService } from './consents/consent.service.js';
export { type ConsentProof } from './consents/write-consents.js';
export { CONSENT_STATUSES, type ConsentStatus } from './consents/consent-status.js';
export { encodeCsvLine } from './imports/csv/csv-line.js';
export { readContacts, type ContactView } from './contacts/contact-view.js';
export { ContactsService } from './contacts/contacts.service.js';
export { type WrittenContact } from './contacts/single-writes.js';
export { ContactsModule } from './contacts.module.js';
export { CONTACTS_ENTITIES } from './entities.js';
export { coerceValue } from './fields/coerce-value.js';
export { parseInstant } from './fields/date-text.js';
export { ContactExport, EXPORT_FORMATS } from './exports/contact-export.service.js';
export { FieldCatalogue } from './fields/field-catalogue.js';
export { type FieldSet } from './fields/field-set.js';
export { suggestValues } from './fields/suggest-values.js';
export { FIELD_TYPES, type FieldDefinition, type FieldType, type FieldValue } from './fields/field-definition.js';
export { SYSTEM_FIELDS } from './fields/system-fields.js';
export { ContactIdentifier, type ContactRef, type Identified } from './identity/contact-identifier.js';
export { findAliases } from './identity/find-aliases.js';
export { normalizeEmail } from './identity/email-address.js';
export { CHANGE_CONSUMERS, type ChangeConsumer } from './ports/change-consumer.port.js';
export {
  CONTACT_OWNERS,
  type ContactMerge,
  type ContactOwner,
  type TimelineCursor,
  type TimelineEntry,
  type Undoing,
} from './ports/contact-owner.port.js';
export { consent } from './conditions/consent/consent.condition.js';
export { field } from './conditions/field/field.condition.js';
export { geo } from './conditions/geo/geo.condition.js';
export { tag } from './conditions/tag/tag.condition.js';
export { type ContactInput, type RowResult, type WritePolicy } from './write/contact-input.js';
export { retryOnTaken } from './write/retry-on-taken.js';
export { ContactsContactOwner } from './contacts.contact-owner.js';
export { ContactErasure } from './erasure/contact-erasure.js';
export { ContactMerger, type MergedContact, type UnmergedContact } from './merge/contact-merger.service.js';
export { currentContact, findMerged, missingContact, withMerged } from './merge/merged-contacts.js';
export { MergeSettler } from './merge/merge-settler.service.js';
export { giveRows, moveRows, notedRows, noteRows } from './merge/moved-rows.js';
export { type FieldEntity } from './fields/field.entity.js';
export { FieldsService, type NewField } from './fields/fields.service.js';
export { ContactsQuery, type ContactListRequest, type ListedContact } from './list/contacts.query.js';
export { type NoteEntity } from './notes/note.entity.js';
export { NotesService } from './notes/notes.service.js';
export { type SuppressionEntity } from './suppressions/suppression.entity.js';
export { SuppressionsService, type NewSuppression } from './suppressions/suppressions.service.js';
export { mappedColumns, type MappedColumn } from './imports/check-mapping.js';
export { FileImports } from './imports/file-imports.service.js';
export { type ImportEntity } from './imports/import.entity.js';
export { ImportErrors } from './imports/import-errors.js';
export { ImportRunner } from './imports/import-runner.js';
export { type ImportPreview, ImportsService } from './imports/imports.service.js';
export { ContactsImportKind } from './imports/kinds/contacts.import-kind.js';
export { bareColumnName } from './imports/kinds/guess-target.js';
export { type Upload, UploadStore } from './imports/uploads/upload-store.js';
export {
  IMPORT_KINDS,
  type ImportKind,
  type ImportOutcome,
  type ImportReader,
  type ImportRequest,
  type ImportRowError,
  type ReadRow,
} from './ports/import-kind.port.js';
export { TagsService, type TagView } from './tags/tags.service.js';
export { TIMELINE_PAGE, timelineId } from './timeline/timeline-page.js';
export { Timeline } from './timeline/timeline.service.js';
export { type TopicEntity } from './topics/topic.entity.js';
export { TopicsService } from './topics/topics.service.js';
export { ImportList } from './ports/import-list.port.js';
export { DocumentNames, type DocumentKey, type NamedDocument } from './documents/document-names.port.js';
export { usersOf } from './documents/document-users.js';
