import { ACCOUNTS_ENTITIES } from '#libs/accounts';
import { AUTOMATIONS_ENTITIES } from '#libs/automations';
import { CAMPAIGNS_ENTITIES } from '#libs/campaigns';
import { CONTACTS_ENTITIES } from '#libs/contacts';
import { CONTENT_ENTITIES } from '#libs/content';
import type { EntityClass } from '#libs/db';
import { DELIVERY_ENTITIES } from '#libs/delivery';
import { SEGMENTS_ENTITIES } from '#libs/segments';

/** Every TypeORM entity of Tidings, for the one data source. Each lib lists its own. */
export const ENTITIES: readonly EntityClass[] = [
  ...ACCOUNTS_ENTITIES,
  ...CONTACTS_ENTITIES,
  ...DELIVERY_ENTITIES,
  ...CAMPAIGNS_ENTITIES,
  ...AUTOMATIONS_ENTITIES,
  ...SEGMENTS_ENTITIES,
  ...CONTENT_ENTITIES,
  ...AUTOMATIONS_ENTITIES,
];
