import { Global, Module } from '@nestjs/common';
import { AccountsModule, OrganisationSettings, TopicNames } from '#libs/accounts';
import { ActivityModule } from '#libs/activity';
import {
  AUTOMATION_STEPS,
  AUTOMATION_TRIGGERS,
  AutomationsConsumer,
  AutomationsExplainer,
  AutomationsMessageSource,
  AutomationsModule,
} from '#libs/automations';
import { CampaignsExplainer, CampaignsModule } from '#libs/campaigns';
import { CONDITIONS, ConditionPlace, ConditionsModule } from '#libs/conditions';
import {
  CHANGE_CONSUMERS,
  type ChangeConsumer,
  CONTACT_OWNERS,
  ContactsModule,
  DocumentNames,
  IMPORT_KINDS,
  ImportList,
  TopicsService,
} from '#libs/contacts';
import { ContentModule, PreviewContexts, SegmentNames } from '#libs/content';
import { DeliveryModule, MailboxModule, MailPreviewContexts } from '#libs/delivery';
import {
  LedgerModule,
  MESSAGE_SOURCES,
  type MessageSource,
  SOURCE_EXPLAINERS,
  type SourceExplainer,
} from '#libs/ledger';
import { RecipesModule } from '#libs/recipes';
import { SalesMessageSource, SalesModule } from '#libs/sales';
import { SegmentImportList, SegmentsConsumer, SegmentsModule } from '#libs/segments';
import { STEPS } from './automation-steps.js';
import { TRIGGERS } from './automation-triggers.js';
import { CONDITION_LEAVES } from './conditions.js';
import { contactOwners } from './contact-owners.js';
import { StoredDocumentNames } from './document-names.js';
import { importKinds } from './import-kinds.js';
import { StoredSegmentNames } from './segment-names.js';

const MODULES = [
  AccountsModule,
  ConditionsModule,
  ContactsModule,
  ActivityModule,
  ContentModule,
  SegmentsModule,
  LedgerModule,
  DeliveryModule,
  MailboxModule,
  CampaignsModule,
  AutomationsModule,
  SalesModule,
  RecipesModule,
];

/** Puts the libs together: all modules, and the lists that lower libs receive through their ports. */
@Global()
@Module({
  imports: MODULES,
  providers: [
    { provide: CONDITIONS, useValue: CONDITION_LEAVES },
    { provide: ConditionPlace, useExisting: OrganisationSettings },
    // What follows a change, in this order: segments, then automations, then sales.
    {
      provide: CHANGE_CONSUMERS,
      inject: [SegmentsConsumer, AutomationsConsumer],
      useFactory: (...consumers: ChangeConsumer[]) => consumers,
    },
    contactOwners,
    importKinds,
    // What the gate asks just before sending (D63).
    {
      provide: MESSAGE_SOURCES,
      inject: [AutomationsMessageSource, SalesMessageSource],
      useFactory: (...sources: MessageSource[]) => sources,
    },
    // What "why was this (not) sent" asks about mails that were not written.
    {
      provide: SOURCE_EXPLAINERS,
      inject: [CampaignsExplainer, AutomationsExplainer],
      useFactory: (...explainers: SourceExplainer[]) => explainers,
    },
    { provide: TopicNames, useExisting: TopicsService },
    { provide: SegmentNames, useClass: StoredSegmentNames },
    { provide: ImportList, useExisting: SegmentImportList },
    { provide: DocumentNames, useClass: StoredDocumentNames },
    { provide: PreviewContexts, useExisting: MailPreviewContexts },
    { provide: AUTOMATION_TRIGGERS, useValue: TRIGGERS },
    { provide: AUTOMATION_STEPS, useValue: STEPS },
  ],
  exports: [
    ...MODULES,
    CONDITIONS,
    ConditionPlace,
    CHANGE_CONSUMERS,
    MESSAGE_SOURCES,
    SOURCE_EXPLAINERS,
    CONTACT_OWNERS,
    IMPORT_KINDS,
    TopicNames,
    SegmentNames,
    DocumentNames,
    ImportList,
    PreviewContexts,
    AUTOMATION_TRIGGERS,
    AUTOMATION_STEPS,
  ],
})
export class RegistryModule {}
