import type { EntityClass } from '#libs/db';
import { AutomationEntity } from './documents/automation.entity.js';
import { AutomationVersionEntity } from './documents/automation-version.entity.js';

/** Enrolments are written by set statements alone and have no entity. */
export const AUTOMATIONS_ENTITIES: readonly EntityClass[] = [AutomationEntity, AutomationVersionEntity];
