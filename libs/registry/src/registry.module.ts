import { Global, Module } from '@nestjs/common';

/** Puts the libs together: all modules, and the lists that lower libs receive through their ports. */
@Global()
@Module({
  imports: [],
  providers: [],
  exports: [],
})
export class RegistryModule {}
