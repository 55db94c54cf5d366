import type { Condition } from '#libs/conditions';
import { hasTag } from '../../kit/conditions.js';

const CAME_BACK = 'cart:came-back';
/** How long those with the habit are left alone. */
const PATIENCE = '3d';

interface Watch {
  /** Until the first reminder. */
  readonly first: string;
  readonly ordered: Condition;
  /** The list of those who come back by themselves. */
  readonly habit: number;
}

/** Waits for the order before anybody is reminded, and learns who comes back by themselves. */
export function watchSteps({
  first,
  ordered,
  habit,
}: Watch): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return {
    patience: {
      type: 'wait_for',
      name: `Ordered within ${PATIENCE}?`,
      condition: ordered,
      timeout: PATIENCE,
      then: 'anyway',
      else: 'forget',
    },
    forget: {
      type: 'remove_from_segment',
      name: 'No habit any more',
      segment: habit,
      next: 'reminding',
    },
    first: {
      type: 'wait_for',
      name: `Ordered within ${first}?`,
      condition: ordered,
      timeout: first,
      then: 'again',
      else: 'reminding',
    },
    again: {
      type: 'branch',
      name: 'Came back before?',
      branches: [{ condition: hasTag(CAME_BACK), next: 'learn' }],
      else: 'once',
    },
    learn: { type: 'add_to_segment', name: 'It is a habit', segment: habit, next: 'anyway' },
    once: { type: 'add_tag', name: `Tag ${CAME_BACK}`, tag: CAME_BACK, next: 'anyway' },
    anyway: { type: 'exit', name: 'Came back without a reminder', reason: 'came back without a reminder' },
  };
}
