import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { Database, joinBySets, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { ENQUEUE_WRITTEN, Ledger, WRITTEN } from '#libs/ledger';
import { compileAudience } from './audience-sql.js';
import type { Audience } from './audience.js';
import { CAMPAIGN_PRIORITY } from './campaign-head.js';
import { keepSegmentVersions } from './campaign-segments.js';
import { compileRoundPeople, type RoundKind } from './rounds/round-people.js';

/**
 * Contacts that one transaction adds: few at first, so that the first mails leave within a second, then as many as are
 * there already. Each chunk judges the audience's condition over everybody, so there must not be a hundred of them.
 */
const FIRST_CHUNK = 10_000;
const LARGEST_CHUNK = 200_000;

function chunkAfter(filled: number): number {
  return Math.min(Math.max(filled, FIRST_CHUNK), LARGEST_CHUNK);
}

interface OpenRound extends Record<string, unknown> {
  readonly campaign_id: number;
  readonly round: number;
  readonly kind: RoundKind;
  readonly unknown: boolean;
  readonly cursor: number;
  /** Contacts that are written already. */
  readonly filled: number;
  readonly audience: Audience;
  readonly topic_id: number;
  readonly sender_id: number | null;
  readonly template_id: number;
  readonly template_version: number;
}

// The row lock is the lease: a killed process loses it with its connection, and the cursor says where to go on.
const TAKE_ROUND = `
  SELECT round.campaign_id, round.round, round.kind, round.unknown, round.cursor,
    coalesce(round.audience, 0) AS filled, campaign.audience, campaign.topic_id, campaign.sender_id,
    campaign.template_id, campaign.template_version
  FROM campaign_rounds round JOIN campaigns campaign ON campaign.id = round.campaign_id
  WHERE round.cursor IS NOT NULL AND campaign.status = 'sending'
    AND (round.kind = 'failed' OR NOT EXISTS (SELECT FROM segments WHERE status = 'building'
      AND id IN (SELECT jsonb_array_elements_text(campaign.audience->'include')::bigint)))
  ORDER BY round.created_at LIMIT 1 FOR UPDATE OF round SKIP LOCKED`;

// The unique key (contact, campaign, round) makes a second attempt a no-op.
const FILL = (people: string, n: number, chunk: number): string => `
  WITH audience AS (${people} ORDER BY contacts.id LIMIT ${String(chunk)}),
  written AS (
    INSERT INTO messages (source_id, occurrence, topic_id, sender_id, template_id, template_version, priority,
      contact_id, source_kind, class)
    SELECT ${Array.from({ length: 7 }, (_, index) => `$${String(n + index)}`).join(', ')}, id, 'campaign', 'marketing'
    FROM audience ORDER BY id
    ON CONFLICT DO NOTHING RETURNING ${WRITTEN}),
  queued AS (${ENQUEUE_WRITTEN})
  SELECT max(id) AS last, count(*)::int AS n FROM audience`;

const ADVANCE = `UPDATE campaign_rounds SET cursor = $3, audience = coalesce(audience, 0) + $4
  WHERE campaign_id = $1 AND round = $2`;

const CLOSE = `UPDATE campaign_rounds SET cursor = NULL, completed_at = now(), audience = coalesce(audience, 0)
  WHERE campaign_id = $1 AND round = $2`;

const AUDIENCE = `SELECT audience, topic_id AS "topicId" FROM campaigns WHERE id = $1`;

// What the gate asks first (D60, D61): the rest depends on the moment.
const COUNT_ROUND = (people: string, topic: string): string => `
  SELECT count(*)::int AS people, count(*) FILTER (WHERE contacts.email IS NULL
    OR EXISTS (SELECT FROM suppressions WHERE suppressions.email = contacts.email)
    OR NOT EXISTS (SELECT FROM consents WHERE consents.contact_id = contacts.id AND topic_id = ${topic}
      AND status = 'subscribed' AND (expires_at IS NULL OR expires_at > now())))::int AS blocked
  FROM (${people}) person JOIN contacts ON contacts.id = person.id`;

/** Whom a round would be for. */
export interface RoundCount {
  readonly people: number;
  /** Those of them who would be left out: the address is blocked, or they are not subscribed any more. */
  readonly blocked: number;
}

/** Writes the audience of a started round into the ledger, chunk by chunk; killed anywhere, it goes on at its cursor. */
@Injectable()
export class CampaignSnapshot {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Writes one chunk of one open round. Resolves with false when no round is open. */
  async step(): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const [round] = await tx.query<OpenRound>(TAKE_ROUND);
      if (!round) return false;
      await this.fill(tx, round);
      return true;
    });
  }

  private async fill(tx: Tx, round: OpenRound): Promise<void> {
    const { campaign_id: id, kind, unknown, audience, topic_id: topic } = round;
    if (round.cursor === 0 && kind !== 'failed') {
      await keepSegmentVersions(tx, id, round.round, [...audience.include, ...(audience.exclude ?? [])]);
    }
    const scope = { campaignId: id, kind, unknown, audience, topicId: topic };
    const set = await compileRoundPeople(this.evaluator, scope, round.cursor, this.clock.now());
    if (set.joinsGroups) await joinBySets(tx);
    const size = chunkAfter(round.filled);
    const statement = FILL(set.sql, set.params.length + 1, size);
    const { sender_id: sender, template_id: template, template_version: version } = round;
    const mail = [id, String(round.round), topic, sender, template, version, CAMPAIGN_PRIORITY];
    const [chunk] = await tx.query<{ last: number | null; n: number }>(statement, [...set.params, ...mail]);
    if (!chunk) throw new DomainError('server.error');
    if (chunk.last !== null) await tx.execute(ADVANCE, [id, round.round, chunk.last, chunk.n]);
    if (chunk.n < size) await tx.execute(CLOSE, [id, round.round]);
    if (chunk.n > 0) this.ledger.wake(tx);
  }

  /** How many people the audience holds right now. */
  async count(audience: Audience, topicId: number): Promise<number> {
    const set = await compileAudience(this.evaluator, audience, topicId, 0, this.clock.now());
    return this.db.transaction(async (tx) => {
      if (set.joinsGroups) await joinBySets(tx);
      const statement = `SELECT count(*)::int AS n FROM (${set.sql}) audience`;
      const [row] = await tx.query<{ n: number }>(statement, set.params);
      return row?.n ?? 0;
    });
  }
  /** Whom a further round would be for right now, and how many of them the gate would refuse. */
  async countRound(tx: Tx, campaignId: number, kind: RoundKind, unknown: boolean): Promise<RoundCount> {
    const [campaign] = await tx.query<{ audience: Audience; topicId: number }>(AUDIENCE, [campaignId]);
    if (!campaign) throw new DomainError('campaign.not_found');
    const scope = { campaignId, kind, unknown, ...campaign };
    const set = await compileRoundPeople(this.evaluator, scope, 0, this.clock.now());
    if (set.joinsGroups) await joinBySets(tx);
    const topic = `$${String(set.params.length + 1)}`;
    const [row] = await tx.query<RoundCount & Record<string, unknown>>(COUNT_ROUND(set.sql, topic), [
      ...set.params,
      campaign.topicId,
    ]);
    return row ?? { people: 0, blocked: 0 };
  }
}
