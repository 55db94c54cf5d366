import type { EntityClass } from '#libs/db';
import { FieldEntity } from './fields/field.entity.js';
import { ImportEntity } from './imports/import.entity.js';
import { NoteEntity } from './notes/note.entity.js';
import { SuppressionEntity } from './suppressions/suppression.entity.js';
import { TagEntity } from './tags/tag.entity.js';
import { TopicEntity } from './topics/topic.entity.js';

export const CONTACTS_ENTITIES: readonly EntityClass[] = [
  FieldEntity,
  ImportEntity,
  NoteEntity,
  SuppressionEntity,
  TagEntity,
  TopicEntity,
];
