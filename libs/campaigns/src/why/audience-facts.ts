import type { Condition, ConditionEvaluator } from '#libs/conditions';
import type { Queryable } from '#libs/db';
import { consentFact, fact, readTopicName, type Fact } from '#libs/ledger';
import type { Audience } from '../audience.js';

interface AskedAudience {
  readonly audience: Audience;
  readonly topicId: number;
}

/** The moment that is asked about: a snapshot of the past, or now. */
interface Moment {
  readonly at: Date;
  readonly isNow: boolean;
}

// Before the moment the latest move tells; without one, the first move after it tells the opposite; without any, the
// membership itself does: whom the first build found is in no history.
const MEMBERSHIPS = `
  SELECT wanted.id, coalesce(segments.name, '#' || wanted.id) AS name, segments.condition,
    coalesce(
      (SELECT entered FROM segment_history move WHERE move.segment_id = wanted.id AND move.contact_id = $1
        AND move.at <= $3 ORDER BY move.id DESC LIMIT 1),
      NOT (SELECT entered FROM segment_history move WHERE move.segment_id = wanted.id AND move.contact_id = $1
        AND move.at > $3 ORDER BY move.id LIMIT 1),
      member.entered_at <= $3, false) AS inside
  FROM unnest($2::bigint[]) WITH ORDINALITY AS wanted (id, place)
  LEFT JOIN segments ON segments.id = wanted.id
  LEFT JOIN segment_members member ON member.segment_id = wanted.id AND member.contact_id = $1
  ORDER BY place`;

const MEMBERSHIPS_NOW = `
  SELECT wanted.id, coalesce(segments.name, '#' || wanted.id) AS name, segments.condition,
    member.contact_id IS NOT NULL AS inside
  FROM unnest($2::bigint[]) WITH ORDINALITY AS wanted (id, place)
  LEFT JOIN segments ON segments.id = wanted.id
  LEFT JOIN segment_members member ON member.segment_id = wanted.id AND member.contact_id = $1
  ORDER BY place`;

interface Membership extends Record<string, unknown> {
  readonly id: number;
  readonly name: string;
  readonly condition: Condition | null;
  readonly inside: boolean;
}

/** Each part of an audience with its verdict about one contact, by what is stored about the moment. */
export class AudienceFacts {
  constructor(
    private readonly on: Queryable,
    private readonly evaluator: ConditionEvaluator,
    private readonly contactId: number,
    /** What conditions are judged by: how they were judged in the past is not kept. */
    private readonly now: Date,
  ) {}

  async read({ audience, topicId }: AskedAudience, moment: Moment): Promise<Fact[]> {
    const consent = await consentFact(this.on, this.contactId, topicId, moment.at);
    const everyone = audience.everyone
      ? [fact('audience.everyone', { topic: await readTopicName(this.on, topicId) }, { verdict: true })]
      : [];
    return [
      ...everyone,
      ...(audience.everyone ? [] : await this.included(audience.include, moment)),
      ...(await this.excluded(audience.exclude ?? [], moment)),
      ...(audience.condition ? await this.matched(audience.condition, moment) : []),
      consent,
    ];
  }

  /** One of them is enough: the others are named only where there is none. */
  private async included(ids: readonly number[], { at, isNow }: Moment): Promise<Fact[]> {
    const memberships = await this.memberships(ids, at, isNow);
    const inside = memberships.filter((membership) => membership.inside);
    const named = inside.length > 0 ? inside : memberships;
    return Promise.all(
      named.map(async (segment) => {
        const code = segment.inside ? 'audience.member' : 'audience.not_member';
        const details = { verdict: segment.inside, about: aboutSegment(segment), ...(await this.why(segment, isNow)) };
        return fact(isNow ? (`${code}_now` as const) : code, { segment: segment.name }, details);
      }),
    );
  }

  private async excluded(ids: readonly number[], { at, isNow }: Moment): Promise<Fact[]> {
    const memberships = await this.memberships(ids, at, isNow);
    return Promise.all(
      memberships.map(async (segment) => {
        const code = segment.inside ? 'audience.excluded' : 'audience.not_excluded';
        const details = { verdict: !segment.inside, about: aboutSegment(segment), ...(await this.why(segment, isNow)) };
        return fact(isNow ? (`${code}_now` as const) : code, { segment: segment.name }, details);
      }),
    );
  }

  private async matched(condition: Condition, { isNow }: Moment): Promise<Fact[]> {
    const clause = await this.evaluator.explain(this.on, condition, { contactId: this.contactId }, this.now);
    if (!clause) return [];
    const code = clause.verdict ? 'audience.matches_now' : 'audience.no_match_now';
    // Of the past it says nothing for sure.
    return isNow
      ? [fact(code, {}, { verdict: clause.verdict, clause })]
      : [fact('audience.condition_then'), fact(code, {}, { clause })];
  }

  /** Clauses are judged as of now: beside a fact about the past they would mislead. */
  private async why({ condition }: Membership, isNow: boolean) {
    if (!isNow || !condition) return {};
    const clause = await this.evaluator.explain(this.on, condition, { contactId: this.contactId }, this.now);
    return clause ? { clause } : {};
  }

  private async memberships(ids: readonly number[], at: Date, isNow: boolean): Promise<Membership[]> {
    if (ids.length === 0) return [];
    return isNow
      ? this.on.query<Membership>(MEMBERSHIPS_NOW, [this.contactId, ids])
      : this.on.query<Membership>(MEMBERSHIPS, [this.contactId, ids, at]);
  }
}

function aboutSegment({ id }: Membership) {
  return { kind: 'segment', id } as const;
}
