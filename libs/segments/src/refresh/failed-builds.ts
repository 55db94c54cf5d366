import type { Queryable } from '#libs/db';
import { plainReason } from './plain-reason.js';

const FIRST_RETRY_MS = 15_000;
const LAST_RETRY_MS = 3_600_000;
const MAX_CHARS = 500;

const FAIL = `
  UPDATE segments SET build_error = left($2, ${String(MAX_CHARS)}), build_error_detail = left($6, ${String(MAX_CHARS)}),
    build_failures = build_failures + 1, build_started_at = NULL,
    build_retry_at = $3::timestamptz + least($4 * power(2, least(build_failures, 20)), $5) * interval '1 ms'
  WHERE id = $1 AND archived_at IS NULL`;

/**
 * Notes that the members could not be worked out, for those who look at the segment. The sweep tries it again after 15 s,
 * then after twice as long each time, up to an hour; an edit is built at once.
 */
export async function noteFailedBuild(on: Queryable, segmentId: number, error: unknown, now: Date): Promise<void> {
  const { reason, detail } = plainReason(error);
  await on.execute(FAIL, [segmentId, reason, now, FIRST_RETRY_MS, LAST_RETRY_MS, detail]);
}

const FORGET = `
  UPDATE segments SET build_error = NULL, build_error_detail = NULL, build_failures = 0, build_retry_at = NULL
  WHERE id = $1 AND build_failures > 0`;

/** All that was due has been done. */
export async function forgetFailedBuild(on: Queryable, segmentId: number): Promise<void> {
  await on.execute(FORGET, [segmentId]);
}
