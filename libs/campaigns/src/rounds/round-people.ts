import type { ConditionEvaluator, CompiledSet } from '#libs/conditions';
import { compileAudience } from '../audience-sql.js';
import type { Audience } from '../audience.js';

export type RoundKind = 'first' | 'failed' | 'joined';

/** Whom a round is for: the campaign, and what the round was asked for. */
export interface RoundScope {
  readonly campaignId: number;
  readonly kind: RoundKind;
  /** A round to failed includes the unknown ones. */
  readonly unknown: boolean;
  readonly audience: Audience;
  readonly topicId: number;
}

// $1 campaign, $2 contacts above this id, $3 states to send again. What was left out for its content failed, too: the
// value that was missing may be there now. The last mail decides; nobody who has, or may have,
// got another one of this campaign is among them: an unknown one may turn out as sent when a reader answers.
const FAILED = `
  SELECT contacts.id FROM messages last
  JOIN contacts ON contacts.id = last.contact_id
  WHERE last.source_kind = 'campaign' AND last.source_id = $1 AND last.reason IS NOT NULL
    AND (last.state = ANY($3::text[]) OR (last.state = 'skipped' AND last.reason LIKE 'content.%')) AND contacts.id > $2
    AND NOT EXISTS (SELECT FROM messages other WHERE other.contact_id = last.contact_id
      AND other.source_kind = 'campaign' AND other.source_id = $1
      AND (other.id > last.id OR other.state <> ALL($3::text[] || 'skipped'::text)))`;

/**
 * The contacts of a round above a contact id, as a statement of one column, `id`, that can be ordered and limited.
 * Joined by sets: right after a snapshot the statistics know nothing of its mails, and a nested loop over 25,000 of
 * them did not end within a minute.
 */
export async function compileRoundPeople(
  evaluator: ConditionEvaluator,
  { campaignId, kind, unknown, audience, topicId }: RoundScope,
  after: number,
  now: Date,
): Promise<CompiledSet> {
  if (kind === 'failed') {
    const states = unknown ? ['failed', 'unknown'] : ['failed'];
    return { sql: FAILED, params: [campaignId, after, states], joinsGroups: true };
  }
  const set = await compileAudience(evaluator, audience, topicId, after, now);
  if (kind === 'first') return set;
  const campaign = `$${String(set.params.length + 1)}`;
  const sql = `${set.sql} AND NOT EXISTS (SELECT FROM messages had
    WHERE had.contact_id = contacts.id AND had.source_kind = 'campaign' AND had.source_id = ${campaign})`;
  return { sql, params: [...set.params, campaignId], joinsGroups: true };
}
