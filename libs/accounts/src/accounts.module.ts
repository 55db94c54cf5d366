import { Module } from '@nestjs/common';
import { Config, CredentialSeal, SecretRing } from '#libs/kernel';
import { Database } from '#libs/db';
import { AccountsHousekeeping } from './accounts-housekeeping.js';
import { AuditLog } from './audit/audit-log.service.js';
import { IdempotencyKeys } from './idempotency/idempotency-keys.service.js';
import { ApiKeys } from './keys/api-keys.service.js';
import { KeyLimit } from './keys/key-limit.service.js';
import { AccountLinks } from './links/account-links.service.js';
import { Users } from './people/users.service.js';
import { CredentialRenewal } from './secrets/credential-renewal.service.js';
import { loadSecretRing } from './secrets/signing-secrets.js';
import { SignInLimit } from './sessions/sign-in-limit.service.js';
import { SignIn } from './sessions/sign-in.service.js';
import { Sessions } from './sessions/sessions.service.js';
import { OrganisationSettings } from './settings/organisation-settings.service.js';
import { Setup } from './setup/setup.service.js';

/** The people and programs that use Tidings, what they decided for all of it, and the secret that signs its links. */
@Module({
  providers: [
    AccountLinks,
    AccountsHousekeeping,
    ApiKeys,
    AuditLog,
    CredentialRenewal,
    IdempotencyKeys,
    KeyLimit,
    OrganisationSettings,
    Sessions,
    Setup,
    SignIn,
    SignInLimit,
    Users,
    { provide: SecretRing, inject: [Config, Database], useFactory: loadSecretRing },
    { provide: CredentialSeal, inject: [SecretRing], useFactory: (ring: SecretRing) => new CredentialSeal(ring) },
  ],
  exports: [
    ApiKeys,
    AuditLog,
    CredentialRenewal,
    CredentialSeal,
    IdempotencyKeys,
    KeyLimit,
    OrganisationSettings,
    Sessions,
    Setup,
    SignIn,
    Users,
    SecretRing,
  ],
})
export class AccountsModule {}
