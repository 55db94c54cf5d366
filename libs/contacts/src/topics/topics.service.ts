import { Inject, Injectable } from '@nestjs/common';
import { TopicNames } from '#libs/accounts';
import { Database, isUniqueViolation, type Queryable, sqlState } from '#libs/db';
import { DomainError, invalid } from '#libs/kernel';
import { LessThan } from 'typeorm';
import { DocumentNames } from '../documents/document-names.port.js';
import { usersOf } from '../documents/document-users.js';
import { TopicEntity } from './topic.entity.js';

export interface NewTopic {
  readonly name: string;
  readonly slug?: string | undefined;
}

/** The topic of every installation, and the one that holds consent to being tracked. */
export const NEWSLETTER = 'newsletter';
export const TRACKING = 'tracking';
const OWN_TOPICS = new Set([NEWSLETTER, TRACKING]);

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MAX_SLUG = 60;
const FOREIGN_KEY_VIOLATION = '23503';

const MISSING = `
  SELECT slug FROM unnest($1::text[]) AS given (slug) WHERE NOT EXISTS (SELECT FROM topics WHERE topics.slug = given.slug)`;

const HAS_CONSENTS = `SELECT EXISTS (SELECT FROM consents WHERE topic_id = $1) AS used`;

/** What contacts can agree to. A slug never changes: consents, campaigns and automations name it. */
@Injectable()
export class TopicsService extends TopicNames {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {
    super();
  }

  override async findMissing(on: Queryable, slugs: readonly string[]): Promise<string[]> {
    const rows = await on.query<{ slug: string }>(MISSING, [slugs]);
    return rows.map(({ slug }) => slug);
  }

  async list(before: number | null, limit: number): Promise<TopicEntity[]> {
    const repository = this.db.dataSource.getRepository(TopicEntity);
    return repository.find({
      where: before === null ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  async get(id: number): Promise<TopicEntity> {
    const topic = await this.db.dataSource.getRepository(TopicEntity).findOneBy({ id });
    if (!topic) throw new DomainError('topic.not_found');
    return topic;
  }

  /** Throws `topic.not_found`. */
  async findBySlug(slug: string): Promise<TopicEntity> {
    const topic = await this.db.dataSource.getRepository(TopicEntity).findOneBy({ slug });
    if (!topic) throw new DomainError('topic.not_found', `There is no topic "${slug}".`);
    return topic;
  }

  /** The slug is made from the name unless it is given. Throws `topic.exists`. */
  async create({ name, slug }: NewTopic): Promise<TopicEntity> {
    const chosen = slug ?? slugOf(name);
    if (!SLUG.test(chosen) || chosen.length > MAX_SLUG) {
      throw invalid([{ path: 'slug', message: `must be words of a-z and 0-9 joined by -, at most ${MAX_SLUG}` }]);
    }
    try {
      return await this.db.dataSource.getRepository(TopicEntity).save({ name: name.trim(), slug: chosen });
    } catch (error) {
      if (isUniqueViolation(error)) throw new DomainError('topic.exists', `A topic "${chosen}" exists already.`);
      throw error;
    }
  }

  async rename(id: number, name: string): Promise<TopicEntity> {
    const topic = await this.get(id);
    topic.name = name.trim();
    return this.db.dataSource.getRepository(TopicEntity).save(topic);
  }

  /** Throws `topic.reserved` for Tidings' own and `topic.in_use` when somebody has a consent or a document names it. */
  async delete(id: number): Promise<void> {
    const { slug } = await this.get(id);
    if (OWN_TOPICS.has(slug)) throw new DomainError('topic.reserved');
    const users = await usersOf(this.db, this.names, { kind: 'topic', keys: [slug] });
    const [row] = await this.db.query<{ used: boolean }>(HAS_CONSENTS, [id]);
    if (users || row?.used)
      throw new DomainError('topic.in_use', users ? `The topic is used by: ${users}.` : undefined);
    try {
      await this.db.dataSource.getRepository(TopicEntity).delete({ id });
    } catch (error) {
      if (sqlState(error) === FOREIGN_KEY_VIOLATION) throw new DomainError('topic.in_use');
      throw error;
    }
  }
}

/** `Product news!` → `product-news`. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return (words ?? []).join('-').slice(0, MAX_SLUG).replace(/-$/, '');
}
