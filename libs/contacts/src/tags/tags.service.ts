import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation } from '#libs/db';
import { DomainError, foldText } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { LessThan } from 'typeorm';
import { appendChanges } from '../changes/append-changes.js';
import { TagEntity } from './tag.entity.js';

export interface TagView {
  readonly tag: TagEntity;
  /** How many contacts have it. */
  readonly contacts: number;
}

export interface TagSettings {
  readonly name: string;
  readonly color?: string | null | undefined;
}

const COUNTS = `
  SELECT tag_id AS "tagId", count(*) AS count FROM contact_tags WHERE tag_id = ANY ($1::bigint[]) GROUP BY tag_id`;

const TAKE_OFF = `DELETE FROM contact_tags WHERE tag_id = $1 RETURNING contact_id AS "contactId"`;

/** Tags as documents: name, colour, how many have it. Putting them on contacts is `ContactActions`. */
@Injectable()
export class TagsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  async list(before: number | null, limit: number): Promise<TagView[]> {
    const repository = this.db.dataSource.getRepository(TagEntity);
    const where = before === null ? {} : { id: LessThan(before) };
    return this.count(await repository.find({ where, order: { id: 'DESC' }, take: limit }));
  }

  async get(id: number): Promise<TagView> {
    const tag = await this.db.dataSource.getRepository(TagEntity).findOneBy({ id });
    const [view] = tag ? await this.count([tag]) : [];
    if (!view) throw new DomainError('tag.not_found');
    return view;
  }

  /** Throws `tag.exists` when a tag has the name, in whatever case. */
  async create({ name, color }: TagSettings): Promise<TagView> {
    return this.save({ name: name.trim(), folded: foldText(name.trim()), color: color ?? null });
  }

  async update(id: number, { name, color }: Partial<TagSettings>): Promise<TagView> {
    const { tag } = await this.get(id);
    if (name !== undefined) Object.assign(tag, { name: name.trim(), folded: foldText(name.trim()) });
    if (color !== undefined) tag.color = color;
    return this.save(tag);
  }

  /** Takes the tag off everybody, which segments and automations notice, and removes it. */
  async delete(id: number): Promise<void> {
    const { tag } = await this.get(id);
    await this.db.transaction(async (tx) => {
      const had = await tx.query<{ contactId: number }>(TAKE_OFF, [id]);
      await tx.manager.delete(TagEntity, { id });
      await appendChanges(
        tx,
        had.map(({ contactId }) => ({ contactId, dimension: 'tags', old: tag.name })),
      );
      tx.afterCommit(() => {
        this.signals.signal('changes.route', {});
      });
    });
  }

  private async save(tag: Partial<TagEntity>): Promise<TagView> {
    try {
      const saved = await this.db.dataSource.getRepository(TagEntity).save(tag);
      return await this.get(saved.id);
    } catch (error) {
      if (isUniqueViolation(error)) throw new DomainError('tag.exists', `A tag "${tag.name ?? ''}" exists already.`);
      throw error;
    }
  }

  private async count(tags: readonly TagEntity[]): Promise<TagView[]> {
    const rows = await this.db.query<{ tagId: number; count: number }>(COUNTS, [tags.map(({ id }) => id)]);
    const counts = new Map(rows.map(({ tagId, count }) => [tagId, count]));
    return tags.map((tag) => ({ tag, contacts: counts.get(tag.id) ?? 0 }));
  }
}
