import { Module } from '@nestjs/common';
import { Config, SecretRing } from '#libs/kernel';
import { Database } from '#libs/db';
import { AuditLog } from './audit/audit-log.service.js';
import { ApiKeys } from './keys/api-keys.service.js';
import { loadSecretRing } from './secrets/signing-secrets.js';
import { Sessions } from './sessions/sessions.service.js';
import { OrganisationSettings } from './settings/organisation-settings.service.js';

/** The people and programs that use Tidings, what they decided for all of it, and the secret that signs its links. */
@Module({
  providers: [
    AuditLog,
    ApiKeys,
    Sessions,
    OrganisationSettings,
    { provide: SecretRing, inject: [Config, Database], useFactory: loadSecretRing },
  ],
  exports: [AuditLog, ApiKeys, Sessions, OrganisationSettings, SecretRing],
})
export class AccountsModule {}
