import type { Queryable } from '#libs/db';
import type { ConsentStatus } from './consent-status.js';

/** A consent at some moment, since when, and where it came from. */
export interface ConsentAt {
  readonly status: ConsentStatus;
  readonly since: Date;
  readonly source: string | null;
  readonly actor: string | null;
}

// What was said once more changes nothing: the run of equal statuses began where another one stands before it.
const AT = `
  SELECT status, at, source, actor FROM (
    SELECT id, status, at, source, actor, lag(status) OVER (ORDER BY id) AS before
    FROM consent_log WHERE contact_id = $1 AND topic_id = $2 AND at <= $3
  ) entry WHERE before IS DISTINCT FROM status ORDER BY id DESC LIMIT 1`;

/** What the log of consents says about a moment; null when the contact had no status for the topic. */
export async function readConsentAt(
  on: Queryable,
  contactId: number,
  topicId: number,
  at: Date,
): Promise<ConsentAt | null> {
  const [row] = await on.query<{ status: ConsentStatus; at: Date; source: string | null; actor: string | null }>(AT, [
    contactId,
    topicId,
    at,
  ]);
  return row ? { status: row.status, since: row.at, source: row.source, actor: row.actor } : null;
}
