import { Global, Module } from '@nestjs/common';
import { AccountsModule, OrganisationSettings } from '#libs/accounts';
import { ActivityModule } from '#libs/activity';
import { CONDITIONS, ConditionPlace, ConditionsModule } from '#libs/conditions';
import { CHANGE_CONSUMERS, type ChangeConsumer, ContactsModule } from '#libs/contacts';
import { MailboxModule } from '#libs/delivery';
import { CONDITION_LEAVES } from './conditions.js';

/** Puts the libs together: all modules, and the lists that lower libs receive through their ports. */
@Global()
@Module({
  imports: [AccountsModule, ConditionsModule, ContactsModule, ActivityModule, MailboxModule],
  providers: [
    { provide: CONDITIONS, useValue: CONDITION_LEAVES },
    { provide: ConditionPlace, useExisting: OrganisationSettings },
    // What follows a change, in this order: segments, then automations, then sales.
    { provide: CHANGE_CONSUMERS, inject: [], useFactory: (...consumers: ChangeConsumer[]) => consumers },
  ],
  exports: [
    AccountsModule,
    ConditionsModule,
    ContactsModule,
    ActivityModule,
    MailboxModule,
    CONDITIONS,
    ConditionPlace,
    CHANGE_CONSUMERS,
  ],
})
export class RegistryModule {}
