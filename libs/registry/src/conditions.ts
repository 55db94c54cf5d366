import { event, sequence } from '#libs/activity';
import { sample, trigger, type ConditionLeaf } from '#libs/conditions';
import { consent, field, geo, tag } from '#libs/contacts';
import { email } from '#libs/ledger';
import { segment } from '#libs/segments';

/** Every kind of condition, in the order in which they are offered. */
export const CONDITION_LEAVES: readonly ConditionLeaf[] = [
  field,
  tag,
  segment,
  event,
  email,
  consent,
  sequence,
  geo,
  trigger,
  sample,
];
