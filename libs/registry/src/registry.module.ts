import { Global, Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';

/** Puts the libs together: all modules, and the lists that lower libs receive through their ports. */
@Global()
@Module({
  imports: [AccountsModule],
  providers: [],
  exports: [AccountsModule],
})
export class RegistryModule {}
