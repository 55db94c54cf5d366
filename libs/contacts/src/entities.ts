import type { EntityClass } from '#libs/db';
import { FieldEntity } from './fields/field.entity.js';
import { TopicEntity } from './topics/topic.entity.js';

export const CONTACTS_ENTITIES: readonly EntityClass[] = [FieldEntity, TopicEntity];
