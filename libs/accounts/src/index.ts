export { AccountsModule } from './accounts.module.js';
export { type Actor, type KeyActor, type UserActor } from './actor.js';
export { AuditLog } from './audit/audit-log.service.js';
export { ACCOUNTS_ENTITIES } from './entities.js';
export {
  IdempotencyKeys,
  type IdempotencyClaim,
  type IdempotentRequest,
  type KeptAnswer,
} from './idempotency/idempotency-keys.service.js';
export { type ApiKey } from './keys/api-key.entity.js';
export { ApiKeys, type KeyChanges, type NewApiKey } from './keys/api-keys.service.js';
export { KeyLimit } from './keys/key-limit.service.js';
export { openAccounts, type OpenAccounts } from './open-accounts.js';
export { User } from './people/user.entity.js';
export { Users, type NewUser, type UserChanges } from './people/users.service.js';
export { ROLES, type Role } from './roles.js';
export { SESSION_DAYS, Sessions, type OpenedSession, type SessionOrigin } from './sessions/sessions.service.js';
export { SignIn, type SignedIn } from './sessions/sign-in.service.js';
export { CredentialRenewal } from './secrets/credential-renewal.service.js';
export { type Organisation, organisationSchema } from './settings/organisation.schema.js';
export { OrganisationSettings, readZoneRevision } from './settings/organisation-settings.service.js';
export { TopicNames } from './settings/topic-names.port.js';
export { Setup } from './setup/setup.service.js';
