import { Global, Module } from '@nestjs/common';
import { AccountsModule, OrganisationSettings } from '#libs/accounts';
import { ActivityModule } from '#libs/activity';
import { CampaignsModule } from '#libs/campaigns';
import { CONDITIONS, ConditionPlace, ConditionsModule } from '#libs/conditions';
import { CHANGE_CONSUMERS, type ChangeConsumer, ContactsModule } from '#libs/contacts';
import { ContentModule } from '#libs/content';
import { DeliveryModule, MailboxModule } from '#libs/delivery';
import { LedgerModule, MESSAGE_SOURCES, type MessageSource } from '#libs/ledger';
import { CONDITION_LEAVES } from './conditions.js';

/** Puts the libs together: all modules, and the lists that lower libs receive through their ports. */
@Global()
@Module({
  imports: [
    AccountsModule,
    ConditionsModule,
    ContactsModule,
    ActivityModule,
    ContentModule,
    LedgerModule,
    DeliveryModule,
    MailboxModule,
    CampaignsModule,
  ],
  providers: [
    { provide: CONDITIONS, useValue: CONDITION_LEAVES },
    { provide: ConditionPlace, useExisting: OrganisationSettings },
    // What follows a change, in this order: segments, then automations, then sales.
    { provide: CHANGE_CONSUMERS, inject: [], useFactory: (...consumers: ChangeConsumer[]) => consumers },
    // What the gate asks just before sending (D63).
    { provide: MESSAGE_SOURCES, inject: [], useFactory: (...sources: MessageSource[]) => sources },
  ],
  exports: [
    AccountsModule,
    ConditionsModule,
    ContactsModule,
    ActivityModule,
    ContentModule,
    LedgerModule,
    DeliveryModule,
    MailboxModule,
    CampaignsModule,
    CONDITIONS,
    ConditionPlace,
    CHANGE_CONSUMERS,
    MESSAGE_SOURCES,
  ],
})
export class RegistryModule {}
