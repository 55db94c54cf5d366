import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { Database, joinBySets, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { ENQUEUE_WRITTEN, Ledger, WRITTEN } from '#libs/ledger';
import { compileAudience } from './audience-sql.js';
import type { Audience } from './audience.js';
import { keepSegmentVersions } from './campaign-segments.js';

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
  SELECT round.campaign_id, round.round, round.cursor, coalesce(round.audience, 0) AS filled, campaign.audience, campaign.topic_id, campaign.sender_id,
    campaign.template_id, campaign.template_version
  FROM campaign_rounds round JOIN campaigns campaign ON campaign.id = round.campaign_id
  WHERE round.cursor IS NOT NULL AND campaign.status = 'sending'
    AND NOT EXISTS (SELECT FROM segments WHERE status = 'building'
      AND id IN (SELECT jsonb_array_elements_text(campaign.audience->'include')::bigint))
  ORDER BY round.created_at LIMIT 1 FOR UPDATE OF round SKIP LOCKED`;

const FILL = (audience: string, n: number, chunk: number): string => `
  WITH audience AS (${audience} ORDER BY contacts.id LIMIT ${String(chunk)}),
  written AS (
    INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, topic_id, sender_id, template_id,
      template_version, priority)
    SELECT id, 'campaign', $${String(n)}, $${String(n + 1)}, 'marketing', $1, $${String(n + 2)}, $${String(n + 3)},
      $${String(n + 4)}, 5 FROM audience ORDER BY id
    ON CONFLICT DO NOTHING RETURNING ${WRITTEN}),
  queued AS (${ENQUEUE_WRITTEN})
  SELECT max(id) AS last, count(*)::int AS n FROM audience`;

const ADVANCE = `UPDATE campaign_rounds SET cursor = $3, audience = coalesce(audience, 0) + $4
  WHERE campaign_id = $1 AND round = $2`;

const CLOSE = `UPDATE campaign_rounds SET cursor = NULL, completed_at = now(), audience = coalesce(audience, 0)
  WHERE campaign_id = $1 AND round = $2`;

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
    const { campaign_id: id, audience, topic_id: topic } = round;
    if (round.cursor === 0) {
      await keepSegmentVersions(tx, id, round.round, [...audience.include, ...(audience.exclude ?? [])]);
    }
    const set = await compileAudience(this.evaluator, audience, topic, round.cursor, this.clock.now());
    if (set.joinsGroups) await joinBySets(tx);
    const size = chunkAfter(round.filled);
    const statement = FILL(set.sql, set.params.length + 1, size);
    const { sender_id: sender, template_id: template, template_version: version } = round;
    const params = [...set.params, id, String(round.round), sender, template, version];
    const [chunk] = await tx.query<{ last: number | null; n: number }>(statement, params);
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
}
