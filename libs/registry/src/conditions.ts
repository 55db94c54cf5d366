import { event } from '#libs/activity';
import { sample, trigger, type ConditionLeaf } from '#libs/conditions';
import { consent, field, tag } from '#libs/contacts';

/** Every kind of condition, in the order in which they are offered. */
export const CONDITION_LEAVES: readonly ConditionLeaf[] = [field, tag, event, consent, trigger, sample];
