import { ACCOUNTS_ENTITIES } from '#libs/accounts';
import { AUTOMATIONS_ENTITIES } from '#libs/automations';
import { CONTACTS_ENTITIES } from '#libs/contacts';
import type { EntityClass } from '#libs/db';

/** Every TypeORM entity of Tidings, for the one data source. Each lib lists its own. */
export const ENTITIES: readonly EntityClass[] = [...ACCOUNTS_ENTITIES, ...CONTACTS_ENTITIES, ...AUTOMATIONS_ENTITIES];
