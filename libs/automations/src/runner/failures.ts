import { DomainError } from '#libs/kernel';
import { isConnectionError, sqlState } from '#libs/db';
import type { Progress } from './run-progress.js';
import type { ClaimedRun } from './run-rows.js';

/** When a failed step is tried again; after the last it is stuck until somebody looks. */
const BACK_OFF_MS = [10_000, 60_000, 300_000, 1_800_000, 7_200_000] as const;

/** Where a run stands after its step failed: later again, or stuck with the reason. */
export function afterFailure(run: ClaimedRun, error: Error, now: Date): Progress {
  const wait = BACK_OFF_MS[run.failures];
  const failed = { ...run, failures: run.failures + 1 };
  const hopeless = error instanceof DomainError && !error.retryable;
  const reason = reasonOf(error);
  if (wait === undefined || hopeless) return { run: failed, state: 'stuck', dueAt: null, error: reason };
  return { run: failed, state: 'active', dueAt: new Date(now.getTime() + wait), error: reason };
}

/** What is shown of it to whoever must mend it. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
}

/** The fault of the moment, not of the step: the whole batch is tried again (serialisation, deadlock, lost connection). */
export function isPassing(error: unknown): boolean {
  return isConnectionError(error) || /^(?:08|40|53|55|57|58)/.test(sqlState(error) ?? '');
}
