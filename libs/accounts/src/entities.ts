import type { EntityClass } from '#libs/db';
import { ApiKey } from './keys/api-key.entity.js';
import { User } from './people/user.entity.js';

export const ACCOUNTS_ENTITIES: readonly EntityClass[] = [User, ApiKey];
