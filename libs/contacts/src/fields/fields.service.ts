import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, type Tx } from '#libs/db';
import { DomainError, invalid } from '#libs/kernel';
import { LessThan } from 'typeorm';
import { DocumentNames } from '../documents/document-names.port.js';
import { usersOf } from '../documents/document-users.js';
import type { FieldType } from './field-definition.js';
import { FieldEntity } from './field.entity.js';
import { RESERVED_KEYS } from './system-fields.js';

export interface NewField {
  readonly key: string;
  readonly label?: string | undefined;
  readonly type: FieldType;
  readonly options?: readonly string[] | undefined;
  readonly category?: string | null | undefined;
}

/** Words joined by `_`, as in merge fields and paths. */
const KEY = /^[a-z][a-z0-9_]{0,62}$/;

// The values go with the field; the row locks keep writers of these contacts out until it is done.
const CLEAR = `
  UPDATE contacts SET fields = fields - $1, changed_fields = changed_fields - $1, updated_at = now()
  WHERE fields ? $1 OR changed_fields ? $1`;

/** Custom fields. Their key never changes, and neither does their type: values of another type would be lost. */
@Injectable()
export class FieldsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {}

  async list(before: number | null, limit: number): Promise<FieldEntity[]> {
    const repository = this.db.dataSource.getRepository(FieldEntity);
    return repository.find({
      where: before === null ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  async get(id: number): Promise<FieldEntity> {
    const field = await this.db.dataSource.getRepository(FieldEntity).findOneBy({ id });
    if (!field) throw new DomainError('field.not_found');
    return field;
  }

  /** Throws 422 for a key that is none or that is taken by the system, `field.exists` for one that is in use. */
  async create(field: NewField): Promise<FieldEntity> {
    checkKey(field.key, 'key');
    try {
      return await this.db.dataSource.getRepository(FieldEntity).save(toEntity(field));
    } catch (error) {
      if (isUniqueViolation(error)) throw new DomainError('field.exists', `A field "${field.key}" exists already.`);
      throw error;
    }
  }

  /** Makes fields for keys that are missing, text unless said otherwise; the same key at the same moment is made once. */
  async ensure(tx: Tx, keys: readonly string[], type: FieldType = 'text'): Promise<void> {
    await tx.execute(
      `INSERT INTO fields (key, label, type) SELECT key, label, $3 FROM unnest($1::text[], $2::text[]) AS made (key, label)
       ORDER BY key ON CONFLICT (key) DO NOTHING`,
      [keys, keys.map(labelOf), type],
    );
  }

  async update(id: number, changes: Partial<Pick<NewField, 'label' | 'options' | 'category'>>): Promise<FieldEntity> {
    const field = await this.get(id);
    if (changes.label !== undefined) field.label = changes.label;
    if (changes.options !== undefined) field.options = [...changes.options];
    if (changes.category !== undefined) field.category = changes.category;
    return this.db.dataSource.getRepository(FieldEntity).save(field);
  }

  /** Removes the field and every contact's value. Throws `field.in_use` while a document names it. */
  async delete(id: number): Promise<void> {
    const { key } = await this.get(id);
    await this.db.transaction(async (tx) => {
      const users = await usersOf(tx, this.names, { kind: 'field', keys: [key] });
      if (users) throw new DomainError('field.in_use', `The field "${key}" is used by: ${users}.`);
      await tx.manager.delete(FieldEntity, { id });
      await tx.execute(CLEAR, [key]);
    });
  }
}

/** Throws 422 for a key that no custom field can have. */
export function checkKey(key: string, path: string): void {
  if (!KEY.test(key)) {
    throw invalid([{ path, message: 'must begin with a letter and hold a-z, 0-9 and _ only, at most 63 characters' }]);
  }
  if (RESERVED_KEYS.has(key)) throw invalid([{ path, message: `"${key}" is a word of the system; choose another` }]);
}

function toEntity({ key, label, type, options, category }: NewField): Partial<FieldEntity> {
  return { key, label: label ?? labelOf(key), type, options: [...(options ?? [])], category: category ?? null };
}

/** `age_band` → `Age band`. */
function labelOf(key: string): string {
  const words = key.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
