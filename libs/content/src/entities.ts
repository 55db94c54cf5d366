import type { EntityClass } from '#libs/db';
import { TemplateEntity } from './templates/template.entity.js';
import { TemplateVersionEntity } from './templates/template-version.entity.js';

export const CONTENT_ENTITIES: readonly EntityClass[] = [TemplateEntity, TemplateVersionEntity];
