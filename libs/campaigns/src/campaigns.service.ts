import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { Database, type Tx } from '#libs/db';
import { DomainError, invalid, parseDocument, type FieldError } from '#libs/kernel';
import { readSourceReport, type SourceReport } from '#libs/ledger';
import { LessThan, type EntityManager } from 'typeorm';
import { audienceSchema, type Audience } from './audience.js';
import { CampaignEntity, type CampaignStatus } from './campaign.entity.js';
import { readSentSegments, type SentSegment } from './campaign-segments.js';
import { CampaignSnapshot } from './campaign-snapshot.js';
import { findReferenceProblems, writeReferences } from './campaign-references.js';

export interface CampaignInput {
  readonly name: string;
  readonly templateId: number;
  /** A topic's slug. */
  readonly topic: string;
  readonly audience: unknown;
  readonly senderId?: number | null | undefined;
  readonly sendAt?: Date | null | undefined;
}

export interface CampaignReport extends SourceReport {
  readonly status: CampaignStatus;
  /** Null until attribution exists. */
  readonly revenue: null;
  /** The segments of the audience as they were when each round was sent; later edits do not change that. */
  readonly segments: readonly SentSegment[];
}

const TOPIC = `SELECT id FROM topics WHERE slug = $1 AND slug <> 'tracking'`;

const RELEASE_SENDER = `
  UPDATE campaigns SET sender_id = NULL, version = version + 1
  WHERE sender_id = $1 AND status IN ('draft', 'scheduled', 'failed')`;

@Injectable()
export class CampaignsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(CampaignSnapshot) private readonly snapshot: CampaignSnapshot,
  ) {}

  async list(page: { before?: number | undefined; limit: number }): Promise<CampaignEntity[]> {
    return this.db.dataSource.getRepository(CampaignEntity).find({
      where: page.before === undefined ? {} : { id: LessThan(page.before) },
      order: { id: 'DESC' },
      take: page.limit,
    });
  }

  async get(id: number): Promise<CampaignEntity> {
    return find(this.db.dataSource.manager, id);
  }

  async create(input: CampaignInput, userId: number | null): Promise<CampaignEntity> {
    const fields = await this.check(input);
    return this.db.transaction(async (tx) => {
      const campaign = await tx.manager.save(tx.manager.create(CampaignEntity, { ...fields, createdBy: userId }));
      await writeReferences(tx, campaign);
      return campaign;
    });
  }

  /** Changes a campaign that has not begun. `expected` is the version that the editor saw (`If-Match`). */
  async update(id: number, input: Partial<CampaignInput>, expected: number | null): Promise<CampaignEntity> {
    const current = await this.get(id);
    const topic = (await this.topicSlugs()).get(current.topicId) ?? '';
    const { name, templateId, audience, senderId, sendAt } = current;
    const fields = await this.check({ name, templateId, audience, senderId, sendAt, topic, ...input });
    return this.db.transaction(async (tx) => {
      const campaign = await tx.manager.findOne(CampaignEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!campaign) throw new DomainError('campaign.not_found');
      if (expected !== null && campaign.version !== expected) throw new DomainError('campaign.stale');
      assertEditable(campaign);
      const saved = await tx.manager.save(Object.assign(campaign, fields, { version: campaign.version + 1 }));
      await writeReferences(tx, saved);
      return saved;
    });
  }

  /** Only what has not been sent can be deleted; the rest is kept for its report. */
  async remove(id: number, expected: number | null): Promise<void> {
    await this.db.transaction(async (tx) => {
      const campaign = await find(tx.manager, id);
      if (expected !== null && campaign.version !== expected) throw new DomainError('campaign.stale');
      assertEditable(campaign);
      await tx.execute(`DELETE FROM document_refs WHERE from_kind = 'campaign' AND from_id = $1`, [id]);
      await tx.manager.delete(CampaignEntity, { id });
    });
  }

  /** Lets those that have not begun go by the default sender: theirs is being removed. */
  async releaseSender(tx: Tx, senderId: number): Promise<void> {
    await tx.execute(RELEASE_SENDER, [senderId]);
  }

  async report(id: number): Promise<CampaignReport> {
    const { status } = await this.get(id);
    const report = await readSourceReport(this.db, 'campaign', id);
    return { status, ...report, revenue: null, segments: await readSentSegments(this.db, id) };
  }

  /** How many people would get it if it started now. */
  async countAudience(id: number): Promise<number> {
    const campaign = await this.get(id);
    return this.snapshot.count(campaign.audience, campaign.topicId);
  }

  /** The few topics of an installation, by id. */
  async topicSlugs(): Promise<ReadonlyMap<number, string>> {
    const rows = await this.db.query<{ id: number; slug: string }>('SELECT id, slug FROM topics');
    return new Map(rows.map((row) => [row.id, row.slug]));
  }

  private async check(input: CampaignInput): Promise<Partial<CampaignEntity>> {
    const audience: Audience = parseDocument(audienceSchema, input.audience, { prefix: 'audience' });
    if (audience.condition) await this.evaluator.validate(audience.condition, 'audience', 'audience.condition');
    const [topic] = await this.db.query<{ id: number }>(TOPIC, [input.topic]);
    const problems: FieldError[] = await findReferenceProblems(this.db, { ...input, audience });
    if (!topic) problems.unshift({ path: 'topic', message: `there is no topic "${input.topic}"` });
    if (!topic || problems.length > 0) throw invalid(problems, 'campaign.invalid');
    return {
      name: input.name,
      templateId: input.templateId,
      topicId: topic.id,
      audience,
      senderId: input.senderId ?? null,
      sendAt: input.sendAt ?? null,
    };
  }
}

async function find(manager: EntityManager, id: number): Promise<CampaignEntity> {
  const campaign = await manager.findOne(CampaignEntity, { where: { id } });
  if (!campaign) throw new DomainError('campaign.not_found');
  return campaign;
}

function assertEditable({ status }: CampaignEntity): void {
  if (!['draft', 'scheduled', 'failed'].includes(status)) {
    throw new DomainError('campaign.status', `A campaign that is ${status} can't be changed any more.`);
  }
}
