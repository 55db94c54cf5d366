import { Global, Module } from '@nestjs/common';
import { AccountsModule, OrganisationSettings } from '#libs/accounts';
import { CONDITIONS, ConditionPlace, ConditionsModule } from '#libs/conditions';
import { CONDITION_LEAVES } from './conditions.js';

/** Puts the libs together: all modules, and the lists that lower libs receive through their ports. */
@Global()
@Module({
  imports: [AccountsModule, ConditionsModule],
  providers: [
    { provide: CONDITIONS, useValue: CONDITION_LEAVES },
    { provide: ConditionPlace, useExisting: OrganisationSettings },
  ],
  exports: [AccountsModule, ConditionsModule, CONDITIONS, ConditionPlace],
})
export class RegistryModule {}
