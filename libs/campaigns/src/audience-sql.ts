import { ConditionEvaluator } from '#libs/conditions';
import type { CompiledSet } from '#libs/conditions';
import type { Audience } from './audience.js';

const FIRST_CONDITION_PARAM = 6;

// $1 topic, $2 everyone, $3 included segments, $4 excluded segments, $5 contacts above this id.
const PEOPLE = `
  FROM contacts
  JOIN consents ON consents.contact_id = contacts.id AND consents.topic_id = $1 AND consents.status = 'subscribed'
  WHERE ($2 OR EXISTS (SELECT FROM segment_members member
      WHERE member.contact_id = contacts.id AND member.segment_id = ANY($3)))
    AND NOT EXISTS (SELECT FROM segment_members member
      WHERE member.contact_id = contacts.id AND member.segment_id = ANY($4))
    AND contacts.id > $5`;

/** The contacts of an audience, as all of a statement but what it selects of `contacts`. */
interface AudienceRows {
  readonly from: string;
  readonly params: readonly unknown[];
  readonly joinsGroups: boolean;
}

/** The contacts of an audience as a statement of one column, `id`, above a contact id; in no order. */
export async function compileAudience(
  evaluator: ConditionEvaluator,
  audience: Audience,
  topicId: number,
  after: number,
  now: Date,
): Promise<CompiledSet> {
  const { from, ...set } = await compileAudienceRows(evaluator, audience, topicId, after, now);
  return { sql: `SELECT contacts.id ${from}`, ...set };
}

/** The same for whoever reads more of each contact, or counts them: to join them again takes a second a million. */
export async function compileAudienceRows(
  evaluator: ConditionEvaluator,
  audience: Audience,
  topicId: number,
  after: number,
  now: Date,
): Promise<AudienceRows> {
  const params = [topicId, audience.everyone ?? false, audience.include, audience.exclude ?? [], after];
  if (!audience.condition) return { from: PEOPLE, params, joinsGroups: false };
  const condition = await evaluator.compileSet(audience.condition, { now, firstParam: FIRST_CONDITION_PARAM });
  return {
    from: `${PEOPLE} AND contacts.id IN (SELECT id FROM (${condition.sql}) matching)`,
    params: [...params, ...condition.params],
    // Beside the audience's own tables every group is one of several parts.
    joinsGroups: true,
  };
}
