import type { CauseChain } from '#libs/contacts';

/**
 * After so many entries in a row, each caused by a step of the one before and none by anything from outside, an
 * automation that has been among them takes nobody in. Ten rounds of two are more than anybody means by two automations
 * that answer each other, and so few that a circle is over within seconds. A chain of ever other automations has no
 * limit: it ends by itself. Not a setting: nobody can tell a better number before it has happened.
 */
export const LONGEST_CIRCLE = 20;

/** Who has stood at one step for so long begins to count anew: a circle that turns once a day floods nothing. */
const REST_MS = 24 * 3_600_000;

/** Whether what led here has gone round through this automation for too long. */
export function isCircle(ledBy: CauseChain | undefined, automationId: number): ledBy is readonly number[] {
  return ledBy !== undefined && ledBy !== null && ledBy.length >= LONGEST_CIRCLE && ledBy.includes(automationId);
}

/** Whether a run goes on after a rest, which counts like something from outside. */
export function isRested(stepAt: Date, now: Date): boolean {
  return now.getTime() - stepAt.getTime() >= REST_MS;
}

/** The automations of the circle, from the one that it comes back to on. */
export function circleOf(ledBy: readonly number[], automationId: number): readonly number[] {
  return ledBy.slice(Math.max(0, ledBy.lastIndexOf(automationId)));
}
